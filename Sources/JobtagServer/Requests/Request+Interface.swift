import Hummingbird
import HummingbirdCore

extension Request {
    /// Whether the address is one of the interface: below `/api/`, however many slashes it begins with, since the router takes several for one.
    var isOfInterface: Bool { Self.isOfInterface(uri.path) }

    static func isOfInterface(_ path: String) -> Bool { path.utf8.drop { $0 == UInt8(ascii: "/") }.starts(with: "api/".utf8) }
}
