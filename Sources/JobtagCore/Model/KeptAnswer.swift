/// The first answer to a change, kept so that a repeat of the request gets it again.
public struct KeptAnswer: Sendable {
    /// A digest of the request, to tell a repeat from another request with the same key.
    public let fingerprint: [UInt8]
    public let status: Int
    /// Names and values of its header fields, in order.
    public let headers: [(name: String, value: String)]
    public let body: [UInt8]

    public init(fingerprint: [UInt8], status: Int, headers: [(name: String, value: String)], body: [UInt8]) {
        (self.fingerprint, self.status, self.headers, self.body) = (fingerprint, status, headers, body)
    }

    /// How long one is kept.
    public static let secondsKept: Int64 = 86_400
}
