extension TextTokens {
    /// A text's lines, each with its line ending: a line feed, a carriage return, or both. The last one may have none.
    ///
    /// Grapheme clusters break before and after each of these, and never inside the pair.
    init(linesOf bytes: [UInt8]) {
        let (lineFeed, carriageReturn) = (UInt8(ascii: "\n"), UInt8(ascii: "\r"))
        var ends: [Int] = []
        var isAnchor: [Bool] = []
        var isBlank = true
        for (index, byte) in bytes.enumerated() {
            let next = index + 1
            isBlank =
                isBlank && (byte == lineFeed || byte == carriageReturn || byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t"))
            if byte == lineFeed || byte == carriageReturn && !(next < bytes.count && bytes[next] == lineFeed) {
                ends.append(next)
                isAnchor.append(!isBlank)
                isBlank = true
            }
        }
        if (ends.last ?? 0) < bytes.count {
            ends.append(bytes.count)
            isAnchor.append(!isBlank)
        }
        self.init(bytes: bytes, ends: ends, isAnchor: isAnchor)
    }
}
