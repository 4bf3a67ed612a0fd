import Hummingbird
import HummingbirdCore

extension Request {
    /// Whether the path is part of the API: below `/api/`, after any number of leading slashes, which the router treats as one.
    var isOfInterface: Bool { Self.isOfInterface(uri.path) }

    static func isOfInterface(_ path: String) -> Bool { path.utf8.drop { $0 == UInt8(ascii: "/") }.starts(with: "api/".utf8) }
}
