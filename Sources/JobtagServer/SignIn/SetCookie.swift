import Crypto
import Foundation
import JobtagCore

/// What is alike in the cookies that this server sets.
enum SetCookie {
    /// The name of a cookie of one server. Browsers keep cookies by host and not by port (RFC 6265 §8.5), so that servers on one host need names
    /// that differ.
    static func name(_ base: String, instance: String, port: Int) -> String {
        let digest = SHA256.hash(data: Data("\(instance):\(port)".utf8)).prefix(4)
        return base + "_" + digest.hexadecimal
    }

    /// What the names of cookies begin with that browsers let no connection set that is not encrypted, and where the cookie is for the whole
    /// origin, no other host either (RFC 6265bis §4.1.3).
    static func prefix(isSecure: Bool, path: String) -> String { isSecure ? path == "/" ? "__Host-" : "__Secure-" : "" }

    /// The value of `Set-Cookie`.
    ///
    /// - Parameters:
    ///   - seconds: How long browsers keep it; none ends it.
    ///   - name: With a prefix where the connection is encrypted.
    ///   - path: Where browsers send it to: everything below it (RFC 6265 §5.1.4).
    static func line(_ name: String, _ value: String, seconds: Int, path: String) -> String {
        "\(name)=\(value); Max-Age=\(seconds); Path=\(path); HttpOnly; SameSite=Lax" + (name.hasPrefix("__") ? "; Secure" : "")
    }
}
