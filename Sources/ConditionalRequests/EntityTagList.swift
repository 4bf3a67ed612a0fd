public import HTTPTypes

/// The value of `If-Match` and `If-None-Match`: `*`, or one or more entity tags (RFC 9110 §13.1.1, §13.1.2).
public enum EntityTagList: Hashable, Sendable {
    /// `*`: any current representation.
    case any
    /// Any of these versions; never empty when parsed.
    case tags([EntityTag])

    /// The maximum number of tags in a list. Real requests have only a few.
    public static let maximumCount = 256

    /// Parses a combined field value. Empty elements, spaces and tabs between tags are ignored (RFC 9110 §5.6.1.2).
    ///
    /// - Parameter fieldValue: For instance `"a", W/"b"`.
    /// - Throws: ``EntityTagSyntaxError`` unless the value is `*` or a list of at least one tag.
    public init(parsing fieldValue: some StringProtocol) throws(EntityTagSyntaxError) {
        self = try EntityTagParser.parse(fieldValue) { parser throws(EntityTagSyntaxError) in try parser.list() }
    }

    /// Parses the field with this name, or returns nil if it is absent.
    ///
    /// Repeated lines form one list in their order (RFC 9110 §5.3).
    ///
    /// - Parameters:
    ///   - name: `If-Match` or `If-None-Match`.
    ///   - fields: The fields of the request.
    /// - Throws: ``EntityTagSyntaxError``, with the offset in the combined value.
    public init?(_ name: HTTPField.Name, in fields: HTTPFields) throws(EntityTagSyntaxError) {
        guard let fieldValue = fields[name] else { return nil }
        try self.init(parsing: fieldValue)
    }

    /// Whether the list names a tag; `*` names every one.
    ///
    /// - Parameters:
    ///   - tag: The current tag.
    ///   - comparison: Strong for `If-Match`, weak for `If-None-Match`.
    ///   - tolerance: What is removed from the list's tags, which came from a request.
    /// - Returns: Whether any of them matches.
    public func contains(
        _ tag: EntityTag,
        by comparison: EntityTag.Comparison,
        tolerance: IntermediaryTolerance = .none
    ) -> Bool {
        match(tag, by: comparison, tolerance: tolerance) != .none
    }

    /// The best match of any tag in the list.
    func match(
        _ current: EntityTag,
        by comparison: EntityTag.Comparison,
        tolerance: IntermediaryTolerance
    ) -> EntityTag.Match {
        guard case .tags(let tags) = self else { return .exact }
        var best = EntityTag.Match.none
        for tag in tags {
            switch tag.match(current, by: comparison, tolerance: tolerance) {
            case .exact: return .exact
            case .tolerated: best = .tolerated
            case .none: continue
            }
        }
        return best
    }
}

extension EntityTagList: CustomStringConvertible {
    /// The list as a field value.
    public var description: String {
        switch self {
        case .any: "*"
        case .tags(let tags): tags.map(\.description).joined(separator: ", ")
        }
    }
}
