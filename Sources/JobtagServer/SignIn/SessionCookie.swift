import Crypto
import Foundation
import HTTPTypes
import JobtagCore

/// A session cookie in a request.
///
/// Browsers separate cookies by host, not by port (RFC 6265 §8.5): two servers on one host see each other's, and would end each
/// other's sessions if both used the same name.
struct SessionCookie: Hashable, Sendable {
    let name: String
    let token: String

    /// The prefix of the names of all session cookies.
    static let baseName = "jobtag_session"
    /// The maximum number of cookies looked up per request.
    private static let maximumTried = 8

    /// The session cookies of a request: this server's first, up to the maximum. On an encrypted connection,
    /// only those count that were set on one.
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
                // Other cookies must not use up the tries.
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
    ///   - name: The unchanged name of a cookie in the request.
    ///   - token: nil to delete the cookie.
    ///   - prefix: See `SetCookie`.
    static func setting(_ name: String, to token: String?, prefix: String, path: String) -> String {
        SetCookie.line(
            name.hasPrefix(prefix) ? name : prefix + name, token ?? "", seconds: token == nil ? 0 : Int(SignInService.secondsValid),
            path: path)
    }
}
