import Hummingbird
import HummingbirdCore

/// The path below which clients see the server, such as `/jobs-app`; empty if the server has the whole origin.
///
/// The path is removed from requests before routing, and added to URLs in responses.
package struct BasePath: Sendable, Equatable, CustomStringConvertible {
    /// Empty, or with a leading slash and without a trailing one.
    package let description: String

    /// The whole origin.
    package static let none = BasePath(unchecked: "")

    /// The first segments of the server's own paths. A base path with such a name would be ambiguous.
    static let taken: Set<String> = [
        "api", "bundles", "components", "css", "docs", "healthz", "icons", "index.html", "js", "metrics", "page.css", "problems",
        "readyz", "setup",
    ]

    private init(unchecked description: String) { self.description = description }

    /// - Parameter text: Segments of letters, digits, `-`, `.`, `_` and `~` (RFC 3986 §2.3), separated by slashes. A slash at either end is
    ///   optional.
    /// - Returns: nil if a segment is invalid, `.` or `..`, or if the first one is one of the server's own.
    package init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: true)
        guard !text.utf8.contains(where: { !PathNormalization.isUnreserved($0) && $0 != UInt8(ascii: "/") }), !text.contains("//"),
            !parts.contains("."), !parts.contains(".."), !Self.taken.contains(parts.first.map(String.init) ?? "")
        else { return nil }
        description = parts.map { "/" + $0 }.joined()
    }

    /// Whether there is no base path.
    package var isEmpty: Bool { description.isEmpty }

    /// The path of the session cookie.
    var cookiePath: String { isEmpty ? "/" : description }

    /// A URL of this server, as clients see it.
    ///
    /// - Parameter path: With a leading slash.
    func address(_ path: String) -> String { description + path }

    /// The request target without the base path, or unchanged if it does not start with it: some proxies strip the path themselves.
    func removed(from target: String) -> String {
        guard !isEmpty, target.utf8.starts(with: description.utf8) else { return target }
        let rest = target.utf8.dropFirst(description.utf8.count)
        return rest.first == UInt8(ascii: "/") ? String(Substring(rest)) : target
    }
}
