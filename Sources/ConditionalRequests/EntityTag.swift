/// An entity tag: the validator that identifies one version of a representation (RFC 9110 §8.8.3).
///
/// A strong tag (`"x"`) changes whenever any byte of the content does; a weak one (`W/"x"`) only promises that the
/// content has the same meaning. Two tags are equal if their octets and their strength are equal. To compare them as
/// conditional requests do, use ``matches(_:by:)``.
///
/// Octets are compared, not Unicode characters: the tags `"é"` with one scalar and with two are different.
/// A received tag whose octets are not UTF-8 is read with U+FFFD in their place, so do not issue tags with U+FFFD.
public struct EntityTag: Sendable {
    /// The text between the quotes.
    public let opaqueTag: String

    /// Whether the tag is marked `W/`.
    public let isWeak: Bool

    /// Creates a tag from text known to be valid; debug builds check it.
    ///
    /// - Parameters:
    ///   - opaqueTag: The text between the quotes, only `etagc` characters.
    ///   - isWeak: Whether the tag is weak.
    public init(unchecked opaqueTag: String, isWeak: Bool = false) {
        assert(opaqueTag.utf8.allSatisfy(Self.isAllowed), "not legal in an entity tag: \(opaqueTag.debugDescription)")
        self.opaqueTag = opaqueTag
        self.isWeak = isWeak
    }

    /// Creates a tag, or nil if it contains a character that is not allowed: a quote, a space or a control character.
    ///
    /// - Parameters:
    ///   - opaqueTag: The text between the quotes.
    ///   - isWeak: Whether the tag is weak.
    public init?(opaqueTag: String, isWeak: Bool = false) {
        guard opaqueTag.utf8.allSatisfy(Self.isAllowed) else { return nil }
        self.opaqueTag = opaqueTag
        self.isWeak = isWeak
    }

    /// Parses exactly one tag, as in the `ETag` field. Spaces and tabs around it are ignored.
    ///
    /// - Parameter text: The field value, for instance `W/"x"`.
    /// - Throws: ``EntityTagSyntaxError`` for any other text, including a list and `*`.
    public init(parsing text: some StringProtocol) throws(EntityTagSyntaxError) {
        self = try EntityTagParser.parse(text) { parser throws(EntityTagSyntaxError) in try parser.single() }
    }

    /// Whether an octet is allowed in an opaque tag: `etagc` of RFC 9110 §8.8.3, including `obs-text`.
    static func isAllowed(_ octet: UInt8) -> Bool {
        octet >= 0x21 && octet != 0x22 && octet != 0x7F
    }
}

extension EntityTag: Hashable {
    /// Whether octets and strength are equal.
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
    /// The tag as a field value.
    public var description: String {
        isWeak ? "W/\"\(opaqueTag)\"" : "\"\(opaqueTag)\""
    }
}
