/// Joins the words that people read as one value: `23 Nov 2026`, `+64 21 555 0123`, `1 234 567`, `1950 x 1780 mm`, `5 to 7 h`.
///
/// Merged by their words, two changes of one value would make a third that nobody wrote, and nobody would be asked. So numbers on one line that
/// follow each other with only spaces, signs and the words between them that link numbers are one token. When in doubt they are: the worst that comes
/// of it is a question.
struct ValueJoiner {
    private struct Token {
        let kind: CharacterKind
        let range: Range<Int>
        let hasDigit: Bool
    }

    private let bytes: [UInt8]
    private var tokens: [Token] = []
    private var hasNumbers = false

    /// What parts values although it is no word: the ends of sentences, and the signs between the items of a list.
    private static let parting: Set<String> = [";", "!", "?", "|", "¿", "¡", "。", "！", "？", "；"]
    /// Signs that belong to a number directly behind them.
    private static let leading: Set<String> = ["+", "-", "\u{2212}", "±", "~", "#", "$", "€", "£", "¥", "(", "<", ">", "=", "№", "⌀"]
    /// Signs that belong to a number before them, with or without a space.
    private static let trailing: Set<String> = ["%", "‰", "°", "€", "$", "£", "¥", "\"", "'", "\u{2032}", "\u{2033}", "\u{2019}", "\u{201D}"]
    private static let lettersOfAnyLink = 3
    private static let mostLinks = 4

    init(bytes: [UInt8]) { self.bytes = bytes }

    mutating func append(_ kind: CharacterKind, upTo end: Int) {
        let range = (tokens.last?.range.upperBound ?? 0)..<end
        let hasDigit = kind == .word && hasDigit(range)
        hasNumbers = hasNumbers || hasDigit
        tokens.append(Token(kind: kind, range: range, hasDigit: hasDigit))
    }

    /// The ends of the tokens as they were appended, and which of them texts are matched by.
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

    /// The stretches of tokens that are one value each, in order.
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

    /// Whether what stands between two numbers joins them.
    private func isLink(_ stretch: Range<Int>) -> Bool {
        let words = stretch.filter { tokens[$0].kind == .word }
        let isJoined = words.count == 1 && text(words[0]).count <= Self.lettersOfAnyLink || words.count <= Self.mostLinks && words.allSatisfy { ValueWords.isLink(text($0)) }
        return isJoined && stretch.allSatisfy { !Self.parting.contains(text($0)) }
    }

    /// Takes in the signs and words before a number that belong to it: `+64`, `$ 500`, `Nov 23`, `Mon, 23 Nov`.
    private func beginning(before number: Int, notBefore limit: Int) -> Int {
        var start = number
        while start > limit, tokens[start - 1].kind.isSign, Self.leading.contains(text(start - 1)) { start -= 1 }
        for _ in 0..<2 {
            var index = start - 1
            while index >= limit, tokens[index].kind == .space || [".", ",", "$", "€", "£", "¥", "№"].contains(text(index)) {
                if tokens[index].kind != .space, text(index) != ".", text(index) != "," { start = index }
                index -= 1
            }
            guard index >= limit, index < start, tokens[index].kind == .word, ValueWords.isBefore(text(index)) else { break }
            start = index
        }
        return start
    }

    /// Takes in the unit, the month or the sign behind a number: `2 mm`, `23 Nov`, `15 %`.
    private func end(behind number: Int) -> Int {
        var end = number + 1
        for _ in 0..<2 {
            var index = end
            if index < tokens.count, tokens[index].kind == .space || text(index) == "." { index += 1 }
            if index < tokens.count, tokens[index].kind == .space { index += 1 }
            guard index < tokens.count else { break }
            let belongs = tokens[index].kind == .word ? ValueWords.isBehind(text(index)) : Self.trailing.contains(text(index))
            guard belongs else { break }
            end = index + 1
        }
        return end
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
