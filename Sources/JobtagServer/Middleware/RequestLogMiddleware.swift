import Hummingbird
import HummingbirdCore
import Logging

/// Writes a line to the log for every request: reads that succeed at debug level, server errors at error level, the rest at info level.
struct RequestLogMiddleware: RouterMiddleware {
    typealias Context = JobtagContext

    let trust: ProxyTrust

    func handle(
        _ request: Request, context: JobtagContext, next: (Request, JobtagContext) async throws -> Response
    ) async throws -> Response {
        let start = ContinuousClock.now
        let response = try await next(request, context)
        let level: Logger.Level =
            switch response.status.code {
            case 500...: .error
            case 400...: .info
            default: request.method == .get || request.method == .head ? .debug : .info
            }
        guard context.logger.logLevel <= level else { return response }
        let duration = (ContinuousClock.now - start).components
        context.logger.log(
            level: level, "request",
            metadata: [
                "client": "\(trust.origin(of: request, context).address?.description ?? "unix")",
                "method": "\(request.method.rawValue)", "path": "\(request.uri.path)", "status": "\(response.status.code)",
                "milliseconds": "\(duration.seconds * 1000 + duration.attoseconds / 1_000_000_000_000_000)",
            ])
        return response
    }
}
