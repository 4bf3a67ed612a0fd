/// An entity tag: the validator that names one version of a representation (RFC 9110 §8.8.3).
///
/// A strong tag (`"x"`) changes whenever any byte of the content does; a weak one (`W/"x"`) only promises that the
/// content means the same. Two tags are equal here when both their octets and their strength are; to compare them as a
/// conditional request does, use ``matches(_:by:)``.
///
/// Octets are compared, never Unicode: the tags `"é"` written with one scalar and with two are different tags.
/// A received tag whose octets are not UTF-8 is read with U+FFFD in their place, so issue no tag that contains U+FFFD.
public struct EntityTag: Sendable {
    /// What stands between the quotes.
    public let opaqueTag: String

    /// Whether the tag is marked `W/`.
    public let isWeak: Bool

    /// Makes a tag from text that the caller knows to be legal; debug builds check it.
    ///
    /// - Parameters:
    ///   - opaqueTag: What stands between the quotes, of `etagc` characters only.
    ///   - isWeak: Whether the tag is weak.
    public init(unchecked opaqueTag: String, isWeak: Bool = false) {
        assert(opaqueTag.utf8.allSatisfy(Self.isAllowed), "not legal in an entity tag: \(opaqueTag.debugDescription)")
        self.opaqueTag = opaqueTag
        self.isWeak = isWeak
    }

    /// Makes a tag, or nothing where a character is not allowed in one: a quote, a space or a control character.
    ///
    /// - Parameters:
    ///   - opaqueTag: What stands between the quotes.
    ///   - isWeak: Whether the tag is weak.
    public init?(opaqueTag: String, isWeak: Bool = false) {
        guard opaqueTag.utf8.allSatisfy(Self.isAllowed) else { return nil }
        self.opaqueTag = opaqueTag
        self.isWeak = isWeak
    }

    /// Reads exactly one tag, as the `ETag` field carries it. Spaces and tabs around it are ignored.
    ///
    /// - Parameter text: The field value, for instance `W/"x"`.
    /// - Throws: ``EntityTagSyntaxError`` where the text is anything else; a list and `*` are.
    public init(parsing text: some StringProtocol) throws(EntityTagSyntaxError) {
        self = try EntityTagParser.parse(text) { parser throws(EntityTagSyntaxError) in try parser.single() }
    }

    /// Whether an octet may stand in an opaque tag: `etagc` of RFC 9110 §8.8.3, `obs-text` included.
    static func isAllowed(_ octet: UInt8) -> Bool {
        octet >= 0x21 && octet != 0x22 && octet != 0x7F
    }
}

extension EntityTag: Hashable {
    /// Whether octets and strength are the same.
    public static func == (left: EntityTag, right: EntityTag) -> Bool {
        left.isWeak == right.isWeak && left.hasSameOctets(as: right)
    }

    /// Hashes the octets and the strength.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(isWeak)
        for octet in opaqueTag.utf8 { hasher.combine(octet) }
    }
}

extension EntityTag: CustomStringConvertible {
    /// The tag as a field value carries it.
    public var description: String {
        isWeak ? "W/\"\(opaqueTag)\"" : "\"\(opaqueTag)\""
    }
}
