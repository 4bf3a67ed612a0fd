/// The first response to a change, stored for retries of the request.
package struct StoredResponse: Sendable {
    /// A code of the request, to distinguish a retry from another request with the same key.
    package let fingerprint: [UInt8]
    package let status: Int
    /// Names and values of its header fields, in order.
    package let headers: [(name: String, value: String)]
    /// nil if it is no longer stored: see `maximumBytes`.
    package let body: [UInt8]?

    package init(fingerprint: [UInt8], status: Int, headers: [(name: String, value: String)], body: [UInt8]?) {
        (self.fingerprint, self.status, self.headers, self.body) = (fingerprint, status, headers, body)
    }

    /// How long a response is stored.
    package static let secondsKept: Int64 = 86_400

    /// The approximate number of bytes of responses stored for one person. Older changes are still recognised, but their
    /// responses are gone.
    package static let maximumBytes: Int64 = 8 << 20
}

/// The ends of the log of responses stored for a person, in bytes since the first one ever stored; both are 0 if there are none.
package struct ResponseLog: Sendable {
    package let oldest: Int64
    package let newest: Int64

    package init(oldest: Int64, newest: Int64) { (self.oldest, self.newest) = (oldest, newest) }
}
