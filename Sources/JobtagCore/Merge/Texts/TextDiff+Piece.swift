extension TextDiff {
    /// A part of text that is in both texts, or only in one.
    package struct Piece: Sendable {
        /// Which of the two texts have a piece.
        package enum Op: String, CaseIterable, Hashable, Sendable {
            /// Both.
            case equal
            /// Only the second.
            case insert
            /// Only the first.
            case delete
        }

        /// Which of the two texts have it.
        package let op: Op
        /// Never empty.
        package let text: String

        /// Makes a piece.
        package init(_ op: Op, _ text: String) { (self.op, self.text) = (op, text) }
    }
}

extension TextDiff.Piece: Hashable {
    /// Compares the texts by their bytes.
    package static func == (a: Self, b: Self) -> Bool { a.op == b.op && a.text.isIdentical(to: b.text) }

    /// Hashes the bytes of the text.
    package func hash(into hasher: inout Hasher) {
        hasher.combine(op)
        for byte in text.utf8 { hasher.combine(byte) }
    }
}
