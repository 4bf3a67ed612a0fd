/// The text is not an HTTP date (RFC 9110 §5.6.7).
public struct HTTPDateSyntaxError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Creates an error.
    public init() {}

    /// A sentence a developer can act on.
    public var description: String {
        "This is not an HTTP date. Use this format: Sun, 06 Nov 1994 08:49:37 GMT."
    }
}
