import Hummingbird
import HummingbirdCore

/// The path below which the server is seen from outside, such as `/jobs-app`; empty where that is all of its origin.
///
/// Below it everything is as without one: requests lose it before they are routed, and addresses get it when they are sent.
package struct BasePath: Sendable, Equatable, CustomStringConvertible {
    /// Empty, or with a slash at its beginning and none at its end.
    package let description: String

    /// All of the origin.
    package static let none = BasePath(unchecked: "")

    /// The first parts of the server's own paths. A request below a base path of such a name could mean either.
    static let taken: Set<String> = [
        "api", "bundles", "components", "css", "docs", "healthz", "icons", "index.html", "js", "metrics", "page.css", "problems",
        "readyz", "setup",
    ]

    private init(unchecked description: String) { self.description = description }

    /// - Parameter text: Parts of letters, digits, `-`, `.`, `_` and `~` (RFC 3986 §2.3), with slashes between them. A slash at either end is
    ///   the same as none.
    /// - Returns: nil where another part is in it, where a part is `.` or `..`, and where the first is one of the server's own.
    package init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: true)
        guard !text.utf8.contains(where: { !PathNormalization.isUnreserved($0) && $0 != UInt8(ascii: "/") }), !text.contains("//"),
            !parts.contains("."), !parts.contains(".."), !Self.taken.contains(parts.first.map(String.init) ?? "")
        else { return nil }
        description = parts.map { "/" + $0 }.joined()
    }

    /// Whether there is none.
    package var isEmpty: Bool { description.isEmpty }

    /// What the session's cookie is for.
    var cookiePath: String { isEmpty ? "/" : description }

    /// An address of this server as it is seen from outside.
    ///
    /// - Parameter path: With a slash at its beginning.
    func address(_ path: String) -> String { description + path }

    /// The target of a request without the base path, or as it is where it does not begin with it: some proxies take it away themselves.
    func removed(from target: String) -> String {
        guard !isEmpty, target.utf8.starts(with: description.utf8) else { return target }
        let rest = target.utf8.dropFirst(description.utf8.count)
        return rest.first == UInt8(ascii: "/") ? String(Substring(rest)) : target
    }
}
