import HTTPTypes
import HummingbirdCore
import NIOCore

/// Where a request comes from, and how it was addressed: from the connection, or from trusted proxies.
struct RequestOrigin: Sendable {
    /// nil without an address, as on a Unix socket.
    var address: IPAddress?
    /// Whether the client's own connection is encrypted.
    var isSecure: Bool
    /// The host and port that the client requested.
    var host: String?

    /// Attempts and merges from one place are counted together.
    var place: String { address?.place ?? "" }

    /// The origin as browsers spell it; nil if there is none.
    var browserOrigin: String? {
        host.flatMap { BrowserOrigin.spelling(of: (isSecure ? "https://" : "http://") + $0) }
    }
}

/// The proxies whose forwarding headers are trusted.
struct ProxyTrust: Sendable {
    let networks: [IPNetwork]
    /// Whether a connection on a Unix socket comes from a proxy.
    let trustsUnixSocket: Bool
    /// Whether connections to this server itself are encrypted.
    let isSecure: Bool

    static let nobody = ProxyTrust(networks: [], trustsUnixSocket: false, isSecure: false)

    private var isNobody: Bool { networks.isEmpty && !trustsUnixSocket }

    /// Whether the client's own connection is encrypted.
    func isSecure(_ request: Request, _ context: JobtagContext) -> Bool {
        isNobody ? isSecure : origin(of: request, context).isSecure
    }

    func origin(of request: Request, _ context: JobtagContext) -> RequestOrigin {
        origin(of: request.head, from: context.remoteAddress)
    }

    /// - Parameter remote: The other end of the connection.
    func origin(of request: HTTPRequest, from remote: SocketAddress?) -> RequestOrigin {
        let own = remote?.ipAddress.flatMap { IPAddress($0) }
        var origin = RequestOrigin(address: own, isSecure: isSecure, host: request.authority)
        guard isTrusted(own) else { return origin }
        let headers = request.headerFields
        // Each proxy appends, so the list is read from the end: the first address that is not a proxy's is the client's, and anyone could
        // have written those before it. A proxy that appends to one of the two fields leaves the other unchanged. If both are
        // present, the more common one counts, so a proxy that sets only `Forwarded` must remove the other.
        let hops = headers.contains(.forwardedFor) ? Self.list(headers, .forwardedFor).map { Hop(address: $0) } : Hop.all(headers)
        for hop in hops.reversed() {
            guard isTrusted(origin.address) else { break }
            guard let address = hop.address.flatMap(Self.address) else {
                // A hidden, unknown or missing address. The proxy's own is the closest known one.
                origin.proto(hop)
                break
            }
            origin.address = address
            origin.proto(hop)
        }
        if let proto = Self.list(headers, .forwardedProto).first { origin.isSecure = proto.lowercased() == "https" }
        if let host = Self.list(headers, .forwardedHost).first { origin.host = host }
        return origin
    }

    private func isTrusted(_ address: IPAddress?) -> Bool {
        guard let address else { return trustsUnixSocket }
        return networks.contains { $0.contains(address) }
    }

    private static func list(_ headers: HTTPFields, _ name: HTTPField.Name) -> [String] {
        headers[values: name].flatMap { $0.listMembers.map { String(Substring($0)) } }
    }

    /// With or without a port: `192.0.2.1`, `192.0.2.1:4711`, `2001:db8::1`, `[2001:db8::1]:4711`.
    private static func address(_ text: String) -> IPAddress? {
        if text.hasPrefix("[") { return IPAddress(text.dropFirst().prefix { $0 != "]" }) }
        return IPAddress(text.count { $0 == ":" } == 1 ? text.prefix { $0 != ":" } : text[...])
    }

    /// The information from one proxy.
    fileprivate struct Hop {
        var address: String?
        var proto: String?
        var host: String?

        /// The elements of `Forwarded` (RFC 7239 §4).
        static func all(_ headers: HTTPFields) -> [Hop] {
            headers[values: .forwarded].flatMap { parts(of: $0[...], at: ",") }.map { element in
                var hop = Hop()
                for pair in parts(of: element, at: ";") {
                    let sides = pair.split(separator: "=", maxSplits: 1).map { String(Substring($0.utf8.withoutSurroundingSpaces)) }
                    guard sides.count == 2 else { continue }
                    let value = unquoted(sides[1])
                    switch sides[0].lowercased() {
                    case "for": hop.address = value
                    case "proto": hop.proto = value
                    case "host": hop.host = value
                    default: break
                    }
                }
                return hop
            }
        }

        /// Split at a character outside quoted strings.
        private static func parts(of text: Substring, at separator: Character) -> [Substring] {
            var (isQuoted, isEscaped) = (false, false)
            return text.split(omittingEmptySubsequences: true) { character in
                if isEscaped {
                    isEscaped = false
                } else if isQuoted, character == "\\" {
                    isEscaped = true
                } else if character == "\"" {
                    isQuoted.toggle()
                }
                return character == separator && !isQuoted
            }
        }

        private static func unquoted(_ text: String) -> String {
            guard text.hasPrefix("\""), text.hasSuffix("\""), text.utf8.count >= 2 else { return text }
            return String(text.dropFirst().dropLast()).replacing("\\", with: "")
        }
    }
}

extension RequestOrigin {
    fileprivate mutating func proto(_ hop: ProxyTrust.Hop) {
        if let proto = hop.proto { isSecure = proto.lowercased() == "https" }
        if let host = hop.host { self.host = host }
    }
}

extension HTTPField.Name {
    static let forwarded = HTTPField.Name("Forwarded")!
    static let forwardedFor = HTTPField.Name("X-Forwarded-For")!
    static let forwardedProto = HTTPField.Name("X-Forwarded-Proto")!
    static let forwardedHost = HTTPField.Name("X-Forwarded-Host")!
}
