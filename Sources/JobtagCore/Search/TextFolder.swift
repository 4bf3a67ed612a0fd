import Foundation

/// Folds one text: steps 1 to 5 of docs/search.md, and its other spellings.
struct TextFolder {
    /// The parts of a text after folding its characters.
    private enum Atom: Hashable {
        /// Adjacent letters; `spelledOut` if one of them has a mark that can be written as a letter.
        case letters(String, spelledOut: String?)
        case digits(String)
        case apostrophe
        case hyphen
        case separator(Unicode.Scalar)

        var isLetters: Bool { if case .letters = self { true } else { false } }
        var isWordPart: Bool {
            switch self {
            case .letters, .digits: true
            default: false
            }
        }

        /// Whether it can separate two groups of digits of one number.
        var isInNumbers: Bool {
            switch self {
            case .apostrophe, .hyphen, .separator(" "), .separator("."), .separator(","), .separator("/"), .separator("("),
                .separator(")"):
                true
            default: false
            }
        }
    }

    private(set) var words: [String] = []
    private(set) var otherSpellings: [String] = []
    /// The last word with an umlaut, spelled out.
    private(set) var spelledOutWord: String?
    private var atoms: [Atom] = []
    private var letters = ""
    private var spelledOut: String?
    private var digits = ""

    /// The maximum number of joined groups and parts.
    static let mostParts = 6
    private static let fewestDigits = 4

    mutating func fold(_ text: String) {
        let isASCII = text.utf8.allSatisfy { $0 < 0x80 }
        let decomposed = isASCII ? text : text.decomposedStringWithCompatibilityMapping
        for scalar in decomposed.unicodeScalars { take(FoldedScalar(scalar)) }
        endRun()
        gatherWords()
        gatherNumbers()
        gatherCompounds()
    }

    // MARK: Atoms

    private mutating func take(_ folded: FoldedScalar) {
        switch folded {
        case .letter(let letter): append(String(letter))
        case .letters(let text): append(text)
        case .slashedO:
            append("o")
            spellOut("e")
        case .dropped(let mark): spellOut(markedWith: mark)
        case .digit(let digit):
            if !letters.isEmpty { endRun() }
            digits.unicodeScalars.append(digit)
        case .apostrophe: end(with: .apostrophe)
        case .hyphen: end(with: .hyphen)
        case .separator(let scalar): end(with: .separator(scalar))
        }
    }

    private mutating func append(_ text: String) {
        if !digits.isEmpty { endRun() }
        letters += text
        spelledOut? += text
    }

    /// `ä`, `ö` and `ü` are also written with an e, `å` with a second a.
    private mutating func spellOut(markedWith mark: Unicode.Scalar) {
        switch (letters.unicodeScalars.last, mark) {
        case ("a", "\u{308}"), ("o", "\u{308}"), ("u", "\u{308}"): spellOut("e")
        case ("a", "\u{30A}"): spellOut("a")
        default: break
        }
    }

    private mutating func spellOut(_ letter: String) { spelledOut = (spelledOut ?? letters) + letter }

    private mutating func end(with atom: Atom) {
        endRun()
        atoms.append(atom)
    }

    private mutating func endRun() {
        if !letters.isEmpty { atoms.append(.letters(letters, spelledOut: spelledOut)) }
        if !digits.isEmpty { atoms.append(.digits(digits)) }
        (letters, spelledOut, digits) = ("", nil, "")
    }

    // MARK: Words

    private mutating func gatherWords() {
        var index = 0
        while index < atoms.count {
            defer { index += 1 }
            if case .digits(let digits) = atoms[index] { words.append(digits) }
            guard case .letters(var word, var spelledOut) = atoms[index] else { continue }
            // An apostrophe between letters is ignored, and the letters after it are found separately too.
            var tails = 0
            while let next = lettersBehindApostrophes(after: index), case .letters(let more, let moreSpelledOut) = atoms[next] {
                if spelledOut != nil || moreSpelledOut != nil { spelledOut = (spelledOut ?? word) + (moreSpelledOut ?? more) }
                word += more
                // Enough for any language. Each is joined with all letters after it, so the number must be limited.
                if tails < Self.mostParts { otherSpellings.append(letters(from: next)) }
                tails += 1
                index = next
            }
            if let spelledOut {
                otherSpellings.append(spelledOut)
                spelledOutWord = spelledOut
            }
            part(word)
        }
    }

    /// The letters from an atom on, including those after a few more apostrophes.
    private func letters(from first: Int) -> String {
        guard case .letters(var text, _) = atoms[first] else { return "" }
        var index = first
        for _ in 1..<Self.mostParts {
            guard let next = lettersBehindApostrophes(after: index), case .letters(let more, _) = atoms[next] else { break }
            text += more
            index = next
        }
        return text
    }

    private func lettersBehindApostrophes(after letters: Int) -> Int? {
        let next = atoms[(letters + 1)...].firstIndex { $0 != .apostrophe }
        return next.flatMap { $0 > letters + 1 && atoms[$0].isLetters ? $0 : nil }
    }

    /// Scripts written without spaces: each character is a word, so that words inside a sentence are found.
    private mutating func part(_ letters: String) {
        guard letters.unicodeScalars.contains(where: \.isWrittenWithoutSpaces) else { return words.append(letters) }
        var word = String.UnicodeScalarView()
        func finished() -> [String] { word.isEmpty ? [] : [String(word)] }
        for scalar in letters.unicodeScalars {
            if scalar.isWrittenWithoutSpaces {
                words += finished() + [String(scalar)]
                word = .init()
            } else {
                word.append(scalar)
            }
        }
        words += finished()
    }

    // MARK: Other spellings

    private mutating func gatherNumbers() {
        var row: [String] = []
        var index = 0
        while index < atoms.count {
            guard let group = group(at: index) else {
                index += 1
                continue
            }
            row.append(group)
            // The next group of the same number follows after one or two signs.
            var next = index + 1
            if let afterZero = bracketedZero(behind: index) { next = afterZero }
            let signs = atoms[next...].prefix(3).prefix { $0.isInNumbers }.count
            let isContinued = (1...2).contains(signs) && self.group(at: next + signs) != nil
            if !isContinued {
                join(row)
                row = []
            }
            index = max(next + signs, index + 1)
        }
    }

    private func group(at index: Int) -> String? {
        guard index < atoms.count, case .digits(let digits) = atoms[index], index == 0 || !atoms[index - 1].isLetters,
            index + 1 == atoms.count || !atoms[index + 1].isLetters
        else { return nil }
        return digits
    }

    /// `+64 (0)21`: the zero is dialled only inside the country.
    ///
    /// - Returns: The position of the closing parenthesis.
    private func bracketedZero(behind index: Int) -> Int? {
        var open = index + 1
        if open < atoms.count, atoms[open] == .separator(" ") { open += 1 }
        guard open + 2 < atoms.count, atoms[open] == .separator("("), atoms[open + 1] == .digits("0"),
            atoms[open + 2] == .separator(")")
        else {
            return nil
        }
        return open + 2
    }

    private mutating func join(_ row: [String]) {
        for start in row.indices.dropLast() {
            let number = row[start..<min(start + Self.mostParts, row.count)].joined()
            if number.utf8.count >= Self.fewestDigits { otherSpellings.append(number) }
        }
    }

    private mutating func gatherCompounds() {
        var index = 0
        while index < atoms.count {
            guard atoms[index].isWordPart else {
                index += 1
                continue
            }
            var (text, parts, hasLetters) = ("", 0, false)
            while true {
                let (part, isOfLetters) = wordPart(&index)
                if parts < Self.mostParts { text += part }
                parts += 1
                hasLetters = hasLetters || isOfLetters
                guard index + 1 < atoms.count, atoms[index] == .hyphen, atoms[index + 1].isWordPart else { break }
                index += 1
            }
            if parts > 1, hasLetters { otherSpellings.append(text) }
        }
    }

    /// Letters and digits with only apostrophes between them, and whether there are letters.
    private func wordPart(_ index: inout Int) -> (String, hasLetters: Bool) {
        var (text, hasLetters) = ("", false)
        while index < atoms.count {
            switch atoms[index] {
            case .letters(let letters, _): (text, hasLetters) = (text + letters, true)
            case .digits(let digits): text += digits
            case .apostrophe where index + 1 < atoms.count && atoms[index + 1].isWordPart: break
            default: return (text, hasLetters)
            }
            index += 1
        }
        return (text, hasLetters)
    }
}

extension Unicode.Scalar {
    fileprivate var isWrittenWithoutSpaces: Bool {
        switch value {
        case ..<0xE00: false
        case 0xE00...0xEFF, 0x1000...0x109F, 0x1780...0x17FF, 0x3040...0x30FF: true
        default: properties.isIdeographic
        }
    }
}
