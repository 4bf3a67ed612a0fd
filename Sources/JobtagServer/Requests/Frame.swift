import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdCore
import JobtagAPI
import JobtagCore
import Logging
import NIOHTTP1

/// The frame of every request: CORS, problems for errors, the request id, metrics and the log.
struct Frame: RouterMiddleware {
    typealias Context = JobtagContext

    let crossOrigin: CrossOrigin
    let metrics: Metrics
    /// The generation of the database, on every API response: clients with another one drop their data.
    let generation: HTTPField
    let trust: ProxyTrust
    let merges: MergeBudget
    let base: BasePath
    /// Browsers use encrypted connections from now on, for a year (RFC 6797).
    private static let strictTransportSecurity = HTTPField(name: .strictTransportSecurity, value: "max-age=31536000")
    private static let noSniffing = HTTPField(name: .xContentTypeOptions, value: "nosniff")

    func handle(
        _ request: Request, context: JobtagContext, next: (Request, JobtagContext) async throws -> Response
    ) async throws -> Response {
        let start = ContinuousClock.now
        var response: Response
        if let preflight = crossOrigin.preflight(request) {
            response = preflight
        } else {
            do {
                try Self.refuseWhatIsUnknown(request)
                response = try await next(request, context)
            } catch let error as HTTPParserError {
                // The message is malformed: SwiftNIO responds with 400 and closes.
                throw error
            } catch {
                response = try await answer(to: problem(error, request, context), request, context)
            }
        }
        if request.method == .patch, response.status == .unsupportedMediaType {
            // The supported media types (RFC 5789 §2.2).
            response.headers[.acceptPatch] = OperationTable.patchTypes
        }
        crossOrigin.mark(&response.headers, origin: request.headers[.origin])
        response.headers.append(HTTPField(name: .requestID, value: context.id))
        response.headers.append(Self.noSniffing)
        if request.isOfInterface { response.headers.append(generation) }
        if trust.isSecure(request, context) { response.headers.append(Self.strictTransportSecurity) }
        if request.method == .head { response = response.createHeadResponse() }
        let duration = ContinuousClock.now - start
        metrics.record(context.routed.operation ?? "none", status: response.status.code, duration: duration)
        log(request, response, duration, context)
        return response
    }

    /// Rejects what no path supports, before any other check.
    ///
    /// - Throws: `Problem` of 501 (RFC 9110 §15.6.2) or 417 (§10.1.1).
    private static func refuseWhatIsUnknown(_ request: Request) throws(Problem) {
        guard OperationTable.methods.contains(request.method) else {
            throw Problem(.notImplemented, "This method is not supported.")
        }
        for field in request.headers where field.name == .expect {
            guard field.value.listMembers.allSatisfy({ $0.isCaseInsensitively("100-continue") }) else {
                throw Problem(.expectationFailed, "Expect supports only 100-continue.")
            }
        }
    }

    private func answer(to problem: Problem, _ request: Request, _ context: JobtagContext) async throws -> Response {
        guard problem.type == .preconditionFailed else { return Reply.problem(problem, to: request, base: base) }
        // Merging long texts takes up to a second.
        let person = context.signedIn.staff?.id
        return try await LowPriorityThreads.run {
            merges.run(for: person) { Reply.problem(problem, to: request, base: base) }
        }
    }

    private func problem(_ error: any Error, _ request: Request, _ context: JobtagContext) -> Problem {
        switch error {
        case let problem as Problem: return problem
        case let error as JobError:
            let tag = Call(request: request, context: context, session: nil).namedTag
            return Problem(error, namedTag: tag, url: loadableURL(request.uri.path))
        case is StoreBusy:
            return Problem(.busy, "Too many changes are waiting. Try again in a second.", retryAfter: 1)
        case let error as StoreUnavailable:
            context.logger.error("the database is not available", metadata: ["error": "\(error)", "path": "\(request.uri.path)"])
            return .unavailable(error)
        case is PasswordChecksBusy:
            return Problem(.busy, "Too many sign-ins are waiting. Try again in a few seconds.", retryAfter: 3)
        case let error as HTTPError where error.status == .notFound:
            return Problem(.notFound, "There is nothing at this URL.")
        case let error as HTTPError where error.status == .contentTooLarge:
            return Problem(.tooLarge, "The request body can be at most 1 MiB.")
        default:
            // Details are only in the log, by request id; the response does not reveal anything.
            context.logger.error("unexpected error", metadata: ["error": "\(error)", "path": "\(request.uri.path)"])
            return Problem(.unexpected, "Something went wrong on the server. Nothing was changed. The request id is \(context.id).")
        }
    }

    /// The URL at which to load the tag needed for a change: the job itself for all its parts.
    private func loadableURL(_ path: String) -> String {
        let parts = path.utf8.split(separator: UInt8(ascii: "/")).map { Substring($0) }
        guard parts.count > 3, parts[0] == "api", parts[1] == "jobs" else { return base.address(path) }
        let job = base.address("/api/jobs/\(parts[2].lowercased())/")
        return parts[3] == "restore" ? "\(base)/api/jobs/?deleted=true, which lists \(job) while it is deleted" : job
    }

    private func log(_ request: Request, _ response: Response, _ duration: Duration, _ context: JobtagContext) {
        let level: Logger.Level =
            switch response.status.code {
            case 500...: .error
            case 400...: .info
            default: request.method == .get || request.method == .head ? .debug : .info
            }
        guard context.logger.logLevel <= level else { return }
        context.logger.log(
            level: level, "request",
            metadata: [
                "client": "\(trust.origin(of: request, context).address?.description ?? "unix")",
                "method": "\(request.method.rawValue)", "path": "\(request.uri.path)", "status": "\(response.status.code)",
                "milliseconds": "\(duration.components.seconds * 1000 + duration.components.attoseconds / 1_000_000_000_000_000)",
            ])
    }
}

extension Problem {
    static func unavailable(_ error: StoreUnavailable) -> Problem {
        Problem(.busy, "\(error.reason) Nothing was changed. Try again in a few seconds.", retryAfter: 5)
    }
}

extension HTTPField.Name {
    static let generation = HTTPField.Name("Jobtag-Generation")!
    static let acceptPatch = HTTPField.Name("Accept-Patch")!
}
