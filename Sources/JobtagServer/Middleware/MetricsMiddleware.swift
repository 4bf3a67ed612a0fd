import Hummingbird
import HummingbirdCore

/// Counts requests and their duration by operation and status.
struct MetricsMiddleware: RouterMiddleware {
    typealias Context = JobtagContext

    let metrics: Metrics

    func handle(
        _ request: Request, context: JobtagContext, next: (Request, JobtagContext) async throws -> Response
    ) async throws -> Response {
        let start = ContinuousClock.now
        let response = try await next(request, context)
        metrics.record(context.state.operation ?? "none", status: response.status.code, duration: .now - start)
        return response
    }
}
