import Hummingbird
import HummingbirdCore

/// Answers preflight requests, and adds the CORS header fields to every response (the Fetch standard).
struct CORSMiddleware: RouterMiddleware {
    typealias Context = JobtagContext

    let policy: CORSPolicy

    func handle(
        _ request: Request, context: JobtagContext, next: (Request, JobtagContext) async throws -> Response
    ) async throws -> Response {
        guard policy.isOn else { return try await next(request, context) }
        var response = if let preflight = policy.preflight(request) { preflight } else { try await next(request, context) }
        policy.addHeaders(to: &response.headers, origin: request.headers[.origin])
        return response
    }
}
