import JobtagAPI
import NIOCore

/// The first line of a request (RFC 9112 §3).
struct RequestLine: Sendable {
    let method: ByteBufferView
    /// Path and query; `*` for the whole server. Empty if a target in absolute form has neither.
    let path: ByteBufferView
    /// The host of a target in absolute form.
    private(set) var authority: ByteBufferView?
    let isHTTP10: Bool

    /// The methods that the parser knows; nothing here could support any other.
    private static let known: [StaticString] = [
        "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE",
        "ACL", "BIND", "CHECKOUT", "COPY", "LINK", "LOCK", "M-SEARCH", "MERGE", "MKACTIVITY", "MKCALENDAR", "MKCOL", "MOVE",
        "NOTIFY", "PROPFIND", "PROPPATCH", "PURGE", "REBIND", "REPORT", "SEARCH", "SOURCE", "SUBSCRIBE", "UNBIND", "UNLINK",
        "UNLOCK", "UNSUBSCRIBE",
    ]

    /// - Throws: `RejectedMessage` of 400, 405, 414, 501 or 505.
    init(_ line: ByteBufferView, limits: ConnectionLimits) throws(RejectedMessage) {
        let parts = line.split(separator: 0x20, maxSplits: 3, omittingEmptySubsequences: false)
        guard parts.count == 3, !parts[0].isEmpty, parts[0].allSatisfy(\.isToken) else {
            throw .malformed("A request must start with a request line: method, target and version.")
        }
        let (method, target) = (parts[0], parts[1])
        self.method = method
        isHTTP10 = try Self.isHTTP10(parts[2])
        guard Self.known.contains(where: { method.elementsEqual($0) }) || method.elementsEqual("CONNECT") else {
            throw RejectedMessage(.notImplemented, "This method is not supported.")
        }
        guard target.count <= limits.targetSize else {
            throw RejectedMessage(.uriTooLong, "The request URI can be at most \(limits.targetSize) bytes.")
        }
        guard target.prefix(while: { $0 != UInt8(ascii: "?") }).count <= limits.pathSize else {
            throw RejectedMessage(.uriTooLong, "The request path can be at most \(limits.pathSize) bytes.")
        }
        guard !method.elementsEqual("CONNECT") else {
            // The parser would take the following bytes for another protocol.
            throw RejectedMessage(.methodNotAllowed, "This server is not a proxy.", allow: OperationTable.everyMethod)
        }
        // Non-ASCII bytes are not allowed in a URI, but harmless.
        guard target.allSatisfy({ $0 > 0x20 && $0 != 0x7F && $0 != UInt8(ascii: "#") }) else {
            throw .malformed("The request target must be a path without a fragment or control characters.")
        }
        switch target.first {
        case UInt8(ascii: "/"): path = target
        case UInt8(ascii: "*") where target.count == 1:
            guard method.elementsEqual("OPTIONS") else { throw .malformed("Only OPTIONS can have the target *.") }
            path = target
        default:
            let (authority, path) = try Self.absolute(target)
            (self.authority, self.path) = (authority, path)
        }
    }

    private static func isHTTP10(_ version: ByteBufferView) throws(RejectedMessage) -> Bool {
        if version.elementsEqual("HTTP/1.1") { return false }
        if version.elementsEqual("HTTP/1.0") { return true }
        let digits = version.dropFirst(5)
        guard version.prefix(5).elementsEqual("HTTP/"), digits.count == 3, digits.allSatisfy({ $0.isDigit || $0 == 0x2E }),
            digits.first != 0x2E, digits.last != 0x2E, digits.contains(0x2E)
        else { throw .malformed("The HTTP version must be HTTP/1.1 or HTTP/1.0.") }
        throw RejectedMessage(.versionNotSupported, "This connection supports only HTTP/1.1 and HTTP/1.0.")
    }

    /// RFC 9112 §3.2.2. A client may take this server for a proxy; the server cannot know its own names.
    private static func absolute(_ target: ByteBufferView) throws(RejectedMessage) -> (ByteBufferView, ByteBufferView) {
        let scheme = target.prefix { $0 != UInt8(ascii: ":") }
        let rest = target[scheme.endIndex...]
        guard scheme.isCaseInsensitively("http") || scheme.isCaseInsensitively("https"), rest.prefix(3).elementsEqual("://") else {
            throw .malformed("The request target must be a path or an http or https URI.")
        }
        let authority = rest.dropFirst(3).prefix { $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: "?") }
        guard !authority.isEmpty, HostSyntax.isValid(authority) else {
            throw .malformed("The request target must name a host, without user information.")
        }
        return (authority, rest[authority.endIndex...])
    }
}
