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

    /// What browsers let no other host set, and no connection that is not encrypted (RFC 6265bis §4.1.3.2).
    static let securePrefix = "__Host-"

    /// The session cookies of a request: those of this server first, and no more than are tried. Where the connection is encrypted,
    /// only those count that only this host can have set over such a one.
    static func all(in headers: HTTPFields, own: String, isSecure: Bool = false) -> [SessionCookie] {
        let own = isSecure ? securePrefix + own : own
        var cookies: [SessionCookie] = []
        var ownCount = 0
        for field in headers where field.name == .cookie {
            for pair in field.value.utf8.split(separator: UInt8(ascii: ";")) {
                guard let equals = pair.firstIndex(of: UInt8(ascii: "=")) else { continue }
                let name = pair[..<equals].withoutSurroundingSpaces
                guard isSessionName(name, isSecure: isSecure) else { continue }
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

    private static func isSessionName(_ name: Substring.UTF8View, isSecure: Bool) -> Bool {
        var name = name
        if isSecure {
            guard name.starts(with: securePrefix.utf8) else { return false }
            name = name.dropFirst(securePrefix.utf8.count)
        }
        guard name.starts(with: baseName.utf8) else { return false }
        let rest = name.dropFirst(baseName.utf8.count)
        return rest.isEmpty || rest.first == UInt8(ascii: "_")
    }

    /// The value of `Set-Cookie`.
    ///
    /// - Parameters:
    ///   - name: Of one that the request had, as it is.
    ///   - token: nil to end the cookie.
    static func setting(_ name: String, to token: String?, isSecure: Bool) -> String {
        let name = isSecure && !name.hasPrefix(securePrefix) ? securePrefix + name : name
        let value = token.map { "\($0); Max-Age=\(SignInService.secondsValid)" } ?? "; Max-Age=0"
        return "\(name)=\(value); Path=/; HttpOnly; SameSite=Lax" + (isSecure ? "; Secure" : "")
    }
}
