/// A text as a sequence of tokens. Together they are the text, byte for byte, and none starts or ends inside a grapheme cluster.
struct TextTokens: Sendable {
    let bytes: [UInt8]
    /// The end of each token, in bytes.
    let ends: [Int]
    /// Whether each token is meaningful on its own: a word, or a line that is not blank.
    ///
    /// Only these are used for matching. Blank lines, spaces and punctuation occur everywhere: if they counted too, a few of
    /// them would outweigh the sentence between them, and an unchanged line would look as if it had been moved.
    let isAnchor: [Bool]

    var count: Int { ends.count }

    var indices: Range<Int> { 0..<ends.count }

    /// The bytes of adjacent tokens.
    func bytes(of tokens: Range<Int>) -> ArraySlice<UInt8> {
        let start = tokens.lowerBound == 0 ? 0 : ends[tokens.lowerBound - 1]
        let end = tokens.upperBound == 0 ? 0 : ends[tokens.upperBound - 1]
        return bytes[start..<end]
    }

    /// Whether a token is white space, including line endings.
    func isSpace(_ index: Int) -> Bool {
        String(decoding: bytes(of: index..<index + 1), as: UTF8.self).allSatisfy(\.isWhitespace)
    }

    /// The tokens with a digit.
    var values: [ArraySlice<UInt8>] {
        indices.map { bytes(of: $0..<$0 + 1) }.filter { token in
            token.contains { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
                || token.contains { $0 >= 0x80 } && String(decoding: token, as: UTF8.self).unicodeScalars.contains(where: \.isDigit)
        }
    }
}

extension Unicode.Scalar {
    /// Whether this is a digit in some script, or a fraction. Ideographs for numbers are more often words of sentences.
    var isDigit: Bool { properties.numericType != nil && !properties.isIdeographic }
}
