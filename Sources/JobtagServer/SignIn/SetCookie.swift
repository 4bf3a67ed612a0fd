import Crypto
import Foundation
import JobtagCore

/// The common part of this server's cookies.
enum SetCookie {
    /// The name of a cookie of one server. Browsers separate cookies by host, not by port (RFC 6265 §8.5), so servers on one host need
    /// different names.
    static func name(_ base: String, instance: String, port: Int) -> String {
        let digest = SHA256.hash(data: Data("\(instance):\(port)".utf8)).prefix(4)
        return base + "_" + digest.hexadecimal
    }

    /// The prefix of names of cookies that browsers let only encrypted connections set and, if the cookie is for the whole
    /// origin, no other host (RFC 6265bis §4.1.3).
    static func prefix(isSecure: Bool, path: String) -> String { isSecure ? path == "/" ? "__Host-" : "__Secure-" : "" }

    /// The value of `Set-Cookie`.
    ///
    /// - Parameters:
    ///   - seconds: How long browsers store it; 0 deletes it.
    ///   - name: With a prefix if the connection is encrypted.
    ///   - path: Browsers send it to this path and everything below (RFC 6265 §5.1.4).
    static func line(_ name: String, _ value: String, seconds: Int, path: String) -> String {
        "\(name)=\(value); Max-Age=\(seconds); Path=\(path); HttpOnly; SameSite=Lax" + (name.hasPrefix("__") ? "; Secure" : "")
    }
}
