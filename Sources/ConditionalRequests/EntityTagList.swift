public import HTTPTypes

/// What `If-Match` and `If-None-Match` carry: `*`, or one or more entity tags (RFC 9110 §13.1.1, §13.1.2).
public enum EntityTagList: Hashable, Sendable {
    /// `*`: whatever representation there is now.
    case any
    /// Any of these versions; never empty when parsed.
    case tags([EntityTag])

    /// How many tags a list may have. Real requests name a handful.
    public static let maximumCount = 256

    /// Reads a combined field value. Empty elements, spaces and tabs between tags are ignored (RFC 9110 §5.6.1.2).
    ///
    /// - Parameter fieldValue: For instance `"a", W/"b"`.
    /// - Throws: ``EntityTagSyntaxError`` where the value is anything but `*` or a list of at least one tag.
    public init(parsing fieldValue: some StringProtocol) throws(EntityTagSyntaxError) {
        self = try EntityTagParser.parse(fieldValue) { parser throws(EntityTagSyntaxError) in try parser.list() }
    }

    /// Reads the field of that name, or nothing when it is absent.
    ///
    /// Repeated lines are one list, in the order they came (RFC 9110 §5.3).
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
    ///   - tolerance: What is undone in the list's tags, which came from a request.
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
    /// The list as a field value carries it.
    public var description: String {
        switch self {
        case .any: "*"
        case .tags(let tags): tags.map(\.description).joined(separator: ", ")
        }
    }
}
