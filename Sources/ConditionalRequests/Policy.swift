/// What a server asks of conditional requests beyond the letter of RFC 9110.
public struct Policy: Sendable, Hashable {
    /// What of the work of intermediaries is undone in the tags of requests.
    public var tolerance: IntermediaryTolerance

    /// Whether a method that changes something must name the version it changes with `If-Match` (RFC 6585 §3).
    public var isIfMatchRequired: Bool

    /// Whether `If-Match: *` is enough where `If-Match` is required. It names no version, so it protects no one's edit.
    ///
    /// Where `If-Match` is not required, `*` means what RFC 9110 §13.1.1 says, whatever this is.
    public var acceptsWildcard: Bool

    /// Makes a policy.
    ///
    /// - Parameters:
    ///   - tolerance: What of the work of intermediaries is undone.
    ///   - isIfMatchRequired: Whether a method that changes something needs `If-Match`.
    ///   - acceptsWildcard: Whether `*` is enough then.
    public init(tolerance: IntermediaryTolerance = .none, isIfMatchRequired: Bool = false, acceptsWildcard: Bool = true) {
        self.tolerance = tolerance
        self.isIfMatchRequired = isIfMatchRequired
        self.acceptsWildcard = acceptsWildcard
    }

    /// The RFC and nothing else.
    public static let rfc9110 = Policy()
}
