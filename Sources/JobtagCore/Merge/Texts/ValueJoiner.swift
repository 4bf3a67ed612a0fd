/// Joins the words of one value: `23 Nov 2026`, `+64 21 555 0123`, `1 234 567`, `1950 x 1780 mm`, `5 to 7 h`.
///
/// Merging two changes of one value word by word would silently make a third value that nobody wrote. So consecutive numbers on
/// one line, with only spaces, signs and linking words between them, are one token. docs/values.md has the rules. In case of
/// doubt they are one value: the worst result is an unnecessary question.
struct ValueJoiner {
    private struct Token {
        let kind: CharacterKind
        let range: Range<Int>
        let hasDigit: Bool
    }

    private let bytes: [UInt8]
    private var tokens: [Token] = []
    private var hasNumbers = false

    /// Characters that separate values without being words: sentence endings, and separators of list items.
    private static let parting: Set<String> = [";", "!", "?", "|", "¿", "¡", "。", "！", "？", "；"]
    /// Signs that belong to a number directly after them.
    private static let leading: Set<String> = [
        "+", "-", "\u{2212}", "±", "~", "#", "$", "€", "£", "¥", "(", "<", ">", "=", "№", "⌀",
    ]
    /// Signs that belong to a number before them, with or without a space.
    private static let trailing: Set<String> = [
        "%", "‰", "°", "€", "$", "£", "¥", "\"", "'", "\u{2032}", "\u{2033}", "\u{2019}", "\u{201D}",
    ]
    /// What can be between a number and a preceding word that belongs to it.
    private static let between: Set<String> = [".", ",", "$", "€", "£", "¥", "№"]
    private static let lettersOfAnyLink = 3
    private static let mostLinks = 4
    private static let mostWordsBefore = 3
    private static let mostWordsBehind = 2

    init(bytes: [UInt8]) { self.bytes = bytes }

    mutating func append(_ kind: CharacterKind, upTo end: Int) {
        let range = (tokens.last?.range.upperBound ?? 0)..<end
        let hasDigit = kind == .word && hasDigit(range)
        hasNumbers = hasNumbers || hasDigit
        tokens.append(Token(kind: kind, range: range, hasDigit: hasDigit))
    }

    /// The ends of the tokens as appended, and which of them are used for matching.
    func apart() -> (ends: [Int], isAnchor: [Bool]) { (tokens.map(\.range.upperBound), tokens.map { $0.kind == .word }) }

    /// The same, with the values joined.
    func joined() -> (ends: [Int], isAnchor: [Bool]) {
        guard hasNumbers else { return apart() }
        var (ends, isAnchor): ([Int], [Bool]) = ([], [])
        var next = 0
        for value in values() {
            for token in tokens[next..<value.lowerBound] { append(token) }
            ends.append(tokens[value.upperBound - 1].range.upperBound)
            isAnchor.append(true)
            next = value.upperBound
        }
        for token in tokens[next...] { append(token) }
        return (ends, isAnchor)

        func append(_ token: Token) {
            ends.append(token.range.upperBound)
            isAnchor.append(token.kind == .word)
        }
    }

    /// The ranges of tokens that form one value each, in order.
    private func values() -> [Range<Int>] {
        var values: [Range<Int>] = []
        var index = 0
        while let first = tokens[index...].firstIndex(where: \.hasDigit) {
            var last = first
            while let next = number(onTheLineAfter: last), isLink(last + 1..<next) { last = next }
            let start = beginning(before: first, notBefore: values.last?.upperBound ?? 0)
            values.append(start..<end(behind: last))
            index = values[values.count - 1].upperBound
        }
        return values
    }

    private func number(onTheLineAfter number: Int) -> Int? {
        let next = tokens[(number + 1)...].firstIndex { $0.hasDigit || $0.kind == .lineEnd }
        return next.flatMap { tokens[$0].hasDigit ? $0 : nil }
    }

    /// Whether the tokens between two numbers join them.
    private func isLink(_ stretch: Range<Int>) -> Bool {
        var (words, unknown, others) = (0, 0, 0)
        var hasListSign = false
        for index in stretch {
            if tokens[index].kind == .word {
                words += 1
                guard words <= Self.mostLinks else { return false }
                let word = text(index)
                if word.count > Self.lettersOfAnyLink, !ValueWords.isLink(word) {
                    unknown += 1
                } else if !ValueWords.isParticle(word) {
                    others += 1
                }
            } else if tokens[index].kind != .space {
                let sign = text(index)
                if Self.parting.contains(sign) { return false }
                hasListSign = hasListSign || sign == "," || sign == ":"
            }
        }
        switch unknown {
        case 0: return true
        // `2 metres 40` and `23 ноября 2026`; not `2 hinges, 4 bolts`, nor `2 hinges and 4 bolts`.
        case 1: return others == 0 && (words > 1 || !hasListSign)
        default: return false
        }
    }

    /// Extends a value by preceding signs and words that belong to it: `+64`, `$ 500`, `Nov 23`, `Mon, 23 Nov`, `Monday the 23rd`.
    private func beginning(before number: Int, notBefore limit: Int) -> Int {
        var start = number
        while start > limit, tokens[start - 1].kind.isSign, Self.leading.contains(text(start - 1)) { start -= 1 }
        var index = start - 1
        for _ in 0..<Self.mostWordsBefore {
            while index >= limit, tokens[index].kind == .space || Self.between.contains(text(index)) {
                if Self.leading.contains(text(index)) { start = index }
                index -= 1
            }
            guard index >= limit, tokens[index].kind == .word else { break }
            if ValueWords.isBefore(text(index)) {
                start = index
            } else if !ValueWords.isParticle(text(index)) {
                break
            }
            index -= 1
        }
        return start
    }

    /// Extends the value by following signs and words that belong to it: `2 mm`, `23 Nov`, `15 %`, `rev C`.
    private func end(behind number: Int) -> Int {
        var end = number + 1
        for _ in 0..<Self.mostWordsBehind {
            let index = afterSpace(end)
            guard index < tokens.count else { break }
            if tokens[index].kind == .word {
                if ValueWords.isBehind(text(index)) {
                    end = index + 1
                } else if ValueWords.isParticle(text(index)), let month = month(behind: index) {
                    end = month + 1
                } else if ValueWords.isLabel(text(index)) {
                    let marked = afterSpace(index + 1)
                    guard marked < tokens.count, tokens[marked].kind == .word, text(marked).count <= Self.lettersOfAnyLink else {
                        break
                    }
                    end = marked + 1
                } else {
                    break
                }
            } else if Self.trailing.contains(text(index)) {
                end = index + 1
            } else {
                break
            }
        }
        return end
    }

    private func month(behind particle: Int) -> Int? {
        let index = afterSpace(particle + 1)
        return index < tokens.count && ValueWords.isMonth(text(index)) ? index : nil
    }

    private func afterSpace(_ index: Int) -> Int {
        var index = index
        if index < tokens.count, tokens[index].kind == .space || text(index) == "." { index += 1 }
        if index < tokens.count, tokens[index].kind == .space { index += 1 }
        return index
    }

    private func text(_ index: Int) -> String { String(decoding: bytes[tokens[index].range], as: UTF8.self) }

    private func hasDigit(_ range: Range<Int>) -> Bool {
        var isASCII = true
        for byte in bytes[range] {
            if (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { return true }
            if byte >= 0x80 { isASCII = false }
        }
        if isASCII { return false }
        return String(decoding: bytes[range], as: UTF8.self).unicodeScalars.contains(where: \.isDigit)
    }
}

extension CharacterKind {
    fileprivate var isSign: Bool { self == .joiner || self == .punctuation }
}
