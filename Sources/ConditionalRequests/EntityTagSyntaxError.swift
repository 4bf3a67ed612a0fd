/// Why a field value is not an entity tag, or not a list of them, and at which position.
public struct EntityTagSyntaxError: Error, Hashable, Sendable {
    /// The kind of error.
    public enum Kind: Hashable, Sendable {
        /// No tag: an empty value, or only spaces and commas.
        case empty
        /// Something other than an opening quote, as in `abc`, `'abc'` or `W/abc`.
        case unquoted
        /// The value ends before the tag does.
        case missingClosingQuote
        /// A space, control character or other octet that is not allowed between the quotes.
        case characterNotAllowed(UInt8)
        /// `w/"x"`: the prefix of a weak tag must be a capital letter.
        case lowercaseWeakPrefix
        /// Something other than a comma after a tag, as in `"a" "b"`.
        case missingComma
        /// `*` together with anything else, or where a single tag is required.
        case wildcardNotAlone
        /// More than one tag where a single one is required.
        case moreThanOneTag
        /// More tags than ``EntityTagList/maximumCount``.
        case tooManyTags
    }

    /// The kind of error.
    public let kind: Kind

    /// The position, in bytes from the start of the field value. Repeated field lines count as joined by `, `.
    public let offset: Int

    /// Creates an error.
    ///
    /// - Parameters:
    ///   - kind: The kind of error.
    ///   - offset: The position, in bytes from the start of the combined field value.
    public init(_ kind: Kind, at offset: Int) {
        self.kind = kind
        self.offset = offset
    }
}

extension EntityTagSyntaxError: CustomStringConvertible {
    /// A sentence a developer can act on.
    public var description: String {
        switch kind {
        case .empty:
            return #"The entity tag is missing. Send the ETag value exactly as received, with its quotes: "v1"."#
        case .unquoted:
            return #"At byte \#(offset): an entity tag starts with a double quote, as in "v1" or W/"v1"."#
        case .missingClosingQuote:
            return #"At byte \#(offset): the entity tag that starts here has no closing double quote. Use "v1"."#
        case .characterNotAllowed(let octet):
            let digits = String(octet, radix: 16, uppercase: true)
            let name = octet == 0x20 ? "a space" : "the octet 0x\(digits.utf8.count < 2 ? "0" : "")\(digits)"
            return
                #"At byte \#(offset): \#(name) is not allowed in an entity tag. Separate tags with a comma: "v1", "v2"."#
        case .lowercaseWeakPrefix:
            return #"At byte \#(offset): a weak entity tag starts with a capital W, as in W/"v1"."#
        case .missingComma:
            return #"At byte \#(offset): expected a comma or the end. Separate tags with a comma: "v1", "v2"."#
        case .wildcardNotAlone:
            return #"At byte \#(offset): * must stand alone. Use either * or tags such as "v1", "v2"."#
        case .moreThanOneTag:
            return #"At byte \#(offset): only one entity tag is allowed here, such as "v1"."#
        case .tooManyTags:
            return "At byte \(offset): a list can have at most \(EntityTagList.maximumCount) entity tags."
        }
    }
}
