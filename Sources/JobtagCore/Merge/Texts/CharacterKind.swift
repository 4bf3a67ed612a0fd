/// The role of a character in words.
enum CharacterKind: Sendable {
    case word
    /// Part of a word between two of its characters, otherwise punctuation: `1,250.00`, `2026-11-23`, `o'clock`, `M8/M10`.
    ///
    /// A merge that combined one person's thousands with another's hundreds would make a number that nobody wrote.
    case joiner
    case punctuation
    case space
    case lineEnd

    init(_ character: Character, firstByte: UInt8, byteCount: Int) {
        if byteCount == 1 {
            self = Self.ascii[Int(firstByte)]
        } else if character.isNewline {
            self = .lineEnd
        } else if character.isWhitespace {
            self = .space
        } else if Self.joiners.contains(character) {
            self = .joiner
        } else {
            self = character.isPunctuation || character.isSymbol ? .punctuation : .word
        }
    }

    /// The apostrophe, dashes in ranges and compounds, and the sign between two dimensions.
    private static let joiners: Set<Character> = ["\u{2019}", "\u{2010}", "\u{2011}", "\u{2013}", "\u{D7}", "\u{B7}"]

    private static let ascii: [CharacterKind] = (0..<128).map { (byte: UInt8) in
        switch Character(UnicodeScalar(byte)) {
        case "0"..."9", "A"..."Z", "a"..."z": .word
        case ".", ",", ":", "'", "/", "\\", "-", "_", "@", "&", "+", "=", "#", "%", "*", "~", "^", "$", "?": .joiner
        case "\n", "\r", "\u{B}", "\u{C}": .lineEnd
        case " ", "\t": .space
        case "!"..."~": .punctuation
        // Control characters do not separate words.
        default: .word
        }
    }
}
