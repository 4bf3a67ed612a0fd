/// The validators of the current version of a representation (RFC 9110 §8.8).
public struct Validators: Sendable, Hashable {
    /// The tag that a `GET` would return now.
    public var entityTag: EntityTag?

    /// The `Last-Modified` that a `GET` would return now. Without it, the date fields are not evaluated.
    public var lastModified: HTTPDate?

    /// Whether no other version can have the same ``lastModified`` (RFC 9110 §8.8.2.2). Only then does a date in
    /// `If-Range` count.
    public var isLastModifiedStrong: Bool

    /// Creates the validators of a representation.
    ///
    /// - Parameters:
    ///   - entityTag: Its tag.
    ///   - lastModified: The time of its last change.
    ///   - isLastModifiedStrong: Whether this date identifies one version.
    public init(entityTag: EntityTag? = nil, lastModified: HTTPDate? = nil, isLastModifiedStrong: Bool = false) {
        self.entityTag = entityTag
        self.lastModified = lastModified
        self.isLastModifiedStrong = isLastModifiedStrong
    }
}
