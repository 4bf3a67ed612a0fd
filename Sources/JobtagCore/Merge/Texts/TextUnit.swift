/// The unit of text comparison.
enum TextUnit: Sendable {
    case line, word
    /// Words, with each value as one.
    case value

    func tokens(of bytes: ArraySlice<UInt8>) -> TextTokens {
        switch self {
        case .line: TextTokens(linesOf: Array(bytes))
        case .word: TextTokens(wordsOf: String(decoding: bytes, as: UTF8.self))
        case .value: TextTokens(valuesOf: String(decoding: bytes, as: UTF8.self))
        }
    }

    /// Whether a range that neither side changed separates the changes before and after it.
    func isApart(_ stretch: Range<Int>, in tokens: TextTokens) -> Bool {
        switch self {
        case .line: !stretch.isEmpty
        case .word, .value: tokens.isAnchor[stretch].contains(true)
        }
    }
}
