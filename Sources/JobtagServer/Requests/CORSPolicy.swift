import HTTPTypes
import Hummingbird
import HummingbirdCore

/// Cross-origin access (the Fetch standard's CORS protocol) on every response, including errors.
struct CORSPolicy: Sendable {
    let origins: Set<String>

    var isOn: Bool { !origins.isEmpty }

    private static let allowedHeaders =
        "Authorization, Content-Type, If-Match, If-None-Match, Idempotency-Key, Last-Event-ID"
    private static let exposedHeaders =
        "ETag, Location, Content-Location, Retry-After, Idempotency-Replayed, Jobtag-Generation, X-Request-Id"
    private static let methods = "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS"

    /// The response to a preflight; nil for any other request.
    func preflight(_ request: Request) -> Response? {
        guard isOn, request.method == .options, request.headers[.origin] != nil,
            request.headers[.accessControlRequestMethod] != nil
        else { return nil }
        var response = Response(status: .noContent)
        if isAllowed(request.headers[.origin]) {
            response.headers[.accessControlAllowMethods] = Self.methods
            response.headers[.accessControlAllowHeaders] = Self.allowedHeaders
            response.headers[.accessControlMaxAge] = "600"
        }
        return response
    }

    /// Adds the CORS header fields of a response.
    ///
    /// - Parameter origin: The request's `Origin`.
    func addHeaders(to headers: inout HTTPFields, origin: String?) {
        guard isOn else { return }
        headers[.vary] = headers[.vary].map { $0 + ", Origin" } ?? "Origin"
        guard isAllowed(origin), let origin else { return }
        if origins.contains(origin) {
            headers[.accessControlAllowOrigin] = origin
            headers[.accessControlAllowCredentials] = "true"
        } else {
            headers[.accessControlAllowOrigin] = "*"
        }
        headers[.accessControlExposeHeaders] = Self.exposedHeaders
    }

    private func isAllowed(_ origin: String?) -> Bool {
        guard let origin else { return false }
        return origins.contains(origin) || origins.contains("*")
    }
}
