/// External text is split and compared by bytes or scalars. Swift's characters are grapheme clusters: a quotation mark with a
/// combining mark is one of them, and not equal to a quotation mark.
extension BidirectionalCollection where Element == UInt8, SubSequence == Self {
    /// Without surrounding spaces and tabs: the optional white space of RFC 9110 §5.6.3.
    var withoutSurroundingSpaces: Self {
        var rest = drop { $0 == 0x20 || $0 == 0x09 }
        while let last = rest.last, last == 0x20 || last == 0x09 { rest = rest.dropLast() }
        return rest
    }
}

extension Collection where Element == UInt8 {
    /// Whether this equals a word of ASCII letters, ignoring case.
    ///
    /// - Parameter word: In lower case.
    func isCaseInsensitively(_ word: StaticString) -> Bool {
        guard count == word.utf8CodeUnitCount else { return false }
        return word.withUTF8Buffer { zip(self, $0).allSatisfy { $0 == $1 || ((0x41...0x5A).contains($0) && $0 | 0x20 == $1) } }
    }
}

extension String {
    /// The members of a comma-separated list (RFC 9110 §5.6.1), without empty ones.
    var listMembers: some Sequence<Substring.UTF8View> {
        utf8.split(separator: UInt8(ascii: ",")).lazy.map(\.withoutSurroundingSpaces).filter { !$0.isEmpty }
    }

    /// Whether this starts with a media type, ignoring case and parameters (RFC 9110 §8.3.1).
    func isMediaType(_ type: StaticString) -> Bool {
        self[...].utf8.prefix { $0 != UInt8(ascii: ";") }.withoutSurroundingSpaces.isCaseInsensitively(type)
    }
}
