import HTTPTypes
import Hummingbird
import HummingbirdCore
import JobtagAPI

/// Rejects methods and expectations that no operation of this server supports.
struct SupportedRequestMiddleware: RouterMiddleware {
    typealias Context = JobtagContext

    /// - Throws: `Problem` of 501 (RFC 9110 §15.6.2) or 417 (§10.1.1).
    func handle(
        _ request: Request, context: JobtagContext, next: (Request, JobtagContext) async throws -> Response
    ) async throws -> Response {
        guard OperationTable.methods.contains(request.method) else {
            throw Problem(.notImplemented, "This method is not supported.")
        }
        for field in request.headers where field.name == .expect {
            guard field.value.listMembers.allSatisfy({ $0.isCaseInsensitively("100-continue") }) else {
                throw Problem(.expectationFailed, "The Expect header supports only 100-continue.")
            }
        }
        return try await next(request, context)
    }
}
