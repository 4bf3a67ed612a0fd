import HTTPTypes
import Hummingbird
import HummingbirdCore

/// Adds the header fields that every response has, and drops the body of a response to HEAD.
struct ResponseHeadersMiddleware: RouterMiddleware {
    typealias Context = JobtagContext

    /// The database's generation, on every response of the API: a client that knows another one discards its cache.
    let generation: HTTPField
    let trust: ProxyTrust
    /// Tells browsers to use only HTTPS for a year (RFC 6797).
    private static let strictTransportSecurity = HTTPField(name: .strictTransportSecurity, value: "max-age=31536000")
    private static let noSniffing = HTTPField(name: .xContentTypeOptions, value: "nosniff")

    func handle(
        _ request: Request, context: JobtagContext, next: (Request, JobtagContext) async throws -> Response
    ) async throws -> Response {
        var response = try await next(request, context)
        if request.method == .patch, response.status == .unsupportedMediaType {
            // The types that the operation accepts (RFC 5789 §2.2).
            response.headers[.acceptPatch] = OperationTable.patchTypes
        }
        response.headers.append(HTTPField(name: .requestID, value: context.id))
        response.headers.append(Self.noSniffing)
        if request.isOfInterface { response.headers.append(generation) }
        if trust.isSecure(request, context) { response.headers.append(Self.strictTransportSecurity) }
        return request.method == .head ? response.createHeadResponse() : response
    }
}

extension HTTPField.Name {
    static let generation = HTTPField.Name("Jobtag-Generation")!
    static let acceptPatch = HTTPField.Name("Accept-Patch")!
}
