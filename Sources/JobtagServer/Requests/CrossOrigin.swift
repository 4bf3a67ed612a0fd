import HTTPTypes
import Hummingbird
import HummingbirdCore

/// Pages of other origins (the Fetch standard's CORS protocol): on every answer, errors included.
struct CrossOrigin: Sendable {
    let origins: Set<String>

    var isOn: Bool { !origins.isEmpty }

    private static let allowedHeaders =
        "Authorization, Content-Type, If-Match, If-None-Match, Idempotency-Key, Last-Event-ID"
    private static let exposedHeaders = "ETag, Location, Content-Location, Retry-After, Idempotency-Replayed, Jobtag-Generation"
    private static let methods = "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS"

    /// The answer to a preflight; nil for any other request.
    func preflight(_ request: Request) -> Response? {
        guard isOn, request.method == .options, request.headers[.origin] != nil,
            request.headers[.accessControlRequestMethod] != nil
        else { return nil }
        var response = Response(status: .noContent)
        if isAllowed(request) {
            response.headers[.accessControlAllowMethods] = Self.methods
            response.headers[.accessControlAllowHeaders] = Self.allowedHeaders
            response.headers[.accessControlMaxAge] = "600"
        }
        return response
    }

    func mark(_ response: inout Response, for request: Request) {
        guard isOn else { return }
        response.headers[.vary] = response.headers[.vary].map { $0 + ", Origin" } ?? "Origin"
        guard isAllowed(request), let origin = request.headers[.origin] else { return }
        if origins.contains(origin) {
            response.headers[.accessControlAllowOrigin] = origin
            response.headers[.accessControlAllowCredentials] = "true"
        } else {
            response.headers[.accessControlAllowOrigin] = "*"
        }
        response.headers[.accessControlExposeHeaders] = Self.exposedHeaders
    }

    private func isAllowed(_ request: Request) -> Bool {
        guard let origin = request.headers[.origin] else { return false }
        return origins.contains(origin) || origins.contains("*")
    }
}
