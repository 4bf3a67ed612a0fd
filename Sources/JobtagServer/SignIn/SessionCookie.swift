import Crypto
import Foundation
import HTTPTypes
import JobtagCore

/// A session cookie as a request carries it.
///
/// Browsers keep cookies by host and not by port (RFC 6265 §8.5): two servers on one host see each other's, and would end each
/// other's sign-ins if both set the same name.
struct SessionCookie: Hashable, Sendable {
    let name: String
    let token: String

    /// What the name of every session cookie begins with.
    static let baseName = "jobtag_session"
    /// As many cookies of one request as are looked up.
    private static let maximumTried = 8

    /// The name of the cookie that one server sets.
    static func name(instance: String, port: Int) -> String {
        let digest = SHA256.hash(data: Data("\(instance):\(port)".utf8)).prefix(4)
        return baseName + "_" + digest.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }

    /// What the names of cookies begin with that browsers let no connection set that is not encrypted, and where the cookie is for the whole
    /// origin, no other host either (RFC 6265bis §4.1.3).
    static func prefix(isSecure: Bool, path: String) -> String { isSecure ? path == "/" ? "__Host-" : "__Secure-" : "" }

    /// The session cookies of a request: those of this server first, and no more than are tried. Where the connection is encrypted,
    /// only those count that were set over such a one.
    static func all(in headers: HTTPFields, own: String, prefix: String = "") -> [SessionCookie] {
        let own = prefix + own
        var cookies: [SessionCookie] = []
        var ownCount = 0
        for field in headers where field.name == .cookie {
            for pair in field.value.utf8.split(separator: UInt8(ascii: ";")) {
                guard let equals = pair.firstIndex(of: UInt8(ascii: "=")) else { continue }
                let name = pair[..<equals].withoutSurroundingSpaces
                guard isSessionName(name, prefix) else { continue }
                let token = pair[pair.index(after: equals)...].withoutSurroundingSpaces
                // What is none of ours must not use up the tries.
                guard token.count == RandomSecrets.tokenLength else { continue }
                let cookie = SessionCookie(name: String(Substring(name)), token: String(Substring(token)))
                guard !cookies.contains(cookie) else { continue }
                if cookie.name == own {
                    cookies.insert(cookie, at: ownCount)
                    ownCount += 1
                } else if cookies.count < maximumTried {
                    cookies.append(cookie)
                }
                if cookies.count > maximumTried { cookies.removeLast() }
                ownCount = Swift.min(ownCount, maximumTried)
            }
        }
        return cookies
    }

    private static func isSessionName(_ name: Substring.UTF8View, _ prefix: String) -> Bool {
        guard name.starts(with: prefix.utf8) else { return false }
        let name = name.dropFirst(prefix.utf8.count)
        guard name.starts(with: baseName.utf8) else { return false }
        let rest = name.dropFirst(baseName.utf8.count)
        return rest.isEmpty || rest.first == UInt8(ascii: "_")
    }

    /// The value of `Set-Cookie`.
    ///
    /// - Parameters:
    ///   - name: Of one that the request had, as it is.
    ///   - token: nil to end the cookie.
    ///   - prefix: As `prefix(isSecure:path:)` says.
    ///   - path: Where browsers send it to: everything below it (RFC 6265 §5.1.4).
    static func setting(_ name: String, to token: String?, prefix: String, path: String = "/") -> String {
        let name = name.hasPrefix(prefix) ? name : prefix + name
        let value = token.map { "\($0); Max-Age=\(SignInService.secondsValid)" } ?? "; Max-Age=0"
        return "\(name)=\(value); Path=\(path); HttpOnly; SameSite=Lax" + (prefix.isEmpty ? "" : "; Secure")
    }
}
