/// What a server requires of conditional requests in addition to RFC 9110.
public struct Policy: Sendable, Hashable {
    /// Which changes of intermediaries are removed from received tags.
    public var tolerance: IntermediaryTolerance

    /// Whether a method that makes changes must name the current version in `If-Match` (RFC 6585 §3).
    public var isIfMatchRequired: Bool

    /// Whether `If-Match: *` is accepted if `If-Match` is required. It names no version, so it protects no edit.
    ///
    /// If `If-Match` is not required, `*` always has the meaning of RFC 9110 §13.1.1.
    public var acceptsWildcard: Bool

    /// Creates a policy.
    ///
    /// - Parameters:
    ///   - tolerance: Which changes of intermediaries are removed from received tags.
    ///   - isIfMatchRequired: Whether a method that makes changes needs `If-Match`.
    ///   - acceptsWildcard: Whether `*` is accepted then.
    public init(tolerance: IntermediaryTolerance = .none, isIfMatchRequired: Bool = false, acceptsWildcard: Bool = true) {
        self.tolerance = tolerance
        self.isIfMatchRequired = isIfMatchRequired
        self.acceptsWildcard = acceptsWildcard
    }

    /// Exactly RFC 9110.
    public static let rfc9110 = Policy()
}
