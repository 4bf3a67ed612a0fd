import HTTPTypes
import Hummingbird
import HummingbirdCore

/// Removes the base path from requests before routing, and adds it to the URLs in response headers.
struct BasePathResponder<Inner: HTTPResponder>: HTTPResponder {
    let base: BasePath
    let inner: Inner

    func respond(to request: Request, context: Inner.Context) async throws -> Response {
        guard !base.isEmpty else { return try await inner.respond(to: request, context: context) }
        var head = request.head
        head.path = base.removed(from: head.path ?? "/")
        var response = try await inner.respond(to: Request(head: head, body: request.body), context: context)
        for name in [HTTPField.Name.location, .contentLocationName] {
            guard let path = response.headers[name], path.utf8.first == UInt8(ascii: "/") else { continue }
            response.headers[name] = base.address(path)
        }
        return response
    }
}
