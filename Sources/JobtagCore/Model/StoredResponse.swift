/// The first answer to a change, kept so that a repeat of the request gets it again.
package struct StoredResponse: Sendable {
    /// A code of the request, to tell a repeat from another request with the same key.
    package let fingerprint: [UInt8]
    package let status: Int
    /// Names and values of its header fields, in order.
    package let headers: [(name: String, value: String)]
    /// nil where it has made way for newer ones: see `maximumBytes`.
    package let body: [UInt8]?

    package init(fingerprint: [UInt8], status: Int, headers: [(name: String, value: String)], body: [UInt8]?) {
        (self.fingerprint, self.status, self.headers, self.body) = (fingerprint, status, headers, body)
    }

    /// How long one is kept.
    package static let secondsKept: Int64 = 86_400

    /// About as many bytes of answers as are kept of one person. Of what is older, a change is still known to have been made, and its
    /// answer is no longer there.
    package static let maximumBytes: Int64 = 8 << 20
}
