import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdCore
import JobtagAPI
import JobtagCore
import Logging
import NIOHTTP1

/// What surrounds every request: cross-origin answers, problems made of errors, the request's id, measurements and the log.
struct Frame: RouterMiddleware {
    typealias Context = JobtagContext

    let crossOrigin: CrossOrigin
    let metrics: Metrics
    /// The generation of the database, on every answer of the interface: clients that know another one drop what they hold.
    let generation: HTTPField
    let trust: ProxyTrust
    let merges: MergeBudget
    let base: BasePath
    /// Browsers come by an encrypted connection from now on, for a year (RFC 6797).
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
                // The message cannot be followed any further: the server below answers 400 and closes.
                throw error
            } catch {
                response = try await answer(to: problem(error, request, context), request, context)
            }
        }
        if request.method == .patch, response.status == .unsupportedMediaType {
            // What would have been taken (RFC 5789 §2.2).
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

    /// What no address here knows, whoever asks.
    ///
    /// - Throws: `Problem` of 501 (RFC 9110 §15.6.2) or 417 (§10.1.1).
    private static func refuseWhatIsUnknown(_ request: Request) throws(Problem) {
        guard OperationTable.methods.contains(request.method) else {
            throw Problem(.notImplemented, "There is no such method here.")
        }
        for field in request.headers where field.name == .expect {
            guard field.value.listMembers.allSatisfy({ $0.isCaseInsensitively("100-continue") }) else {
                throw Problem(.expectationFailed, "Expect can only ask for 100-continue.")
            }
        }
    }

    private func answer(to problem: Problem, _ request: Request, _ context: JobtagContext) async throws -> Response {
        guard problem.type == .preconditionFailed else { return ResponseBuilder.problem(problem, to: request, base: base) }
        // Merging long texts takes a while, up to a second at worst.
        let person = context.signedIn.staff?.id
        return try await LowPriorityThreads.run {
            merges.run(for: person) { ResponseBuilder.problem(problem, to: request, base: base) }
        }
    }

    private func problem(_ error: any Error, _ request: Request, _ context: JobtagContext) -> Problem {
        switch error {
        case let problem as Problem: return problem
        case let error as JobError:
            let tag = OperationRequest(http: request, context: context, session: nil).namedTag
            return Problem(error, namedTag: tag, url: loadableURL(request.uri.path))
        case is StoreBusy:
            return Problem(.busy, "More changes are waiting than can be taken. Try again in a second.", retryAfter: 1)
        case let error as StoreUnavailable:
            context.logger.error("the database is not available", metadata: ["error": "\(error)", "path": "\(request.uri.path)"])
            return .unavailable(error)
        case is SignInQueueFull:
            return Problem(.busy, "Many people are signing in at this moment. Try again in a few seconds.", retryAfter: 3)
        case let error as HTTPError where error.status == .notFound:
            return Problem(.notFound, "Nothing is at this address.")
        case let error as HTTPError where error.status == .contentTooLarge:
            return Problem(.tooLarge, "A body can have at most 1 MiB.")
        default:
            // What went wrong is for the log, by the request's id; people get a sentence that gives nothing away.
            context.logger.error("unexpected error", metadata: ["error": "\(error)", "path": "\(request.uri.path)"])
            return Problem(.unexpected, "Something went wrong here. Nothing was changed. The request's id is \(context.id).")
        }
    }

    /// Where the tag that a change needs comes from: the job itself for all that belongs to one.
    private func loadableURL(_ path: String) -> String {
        let parts = path.utf8.split(separator: UInt8(ascii: "/")).map { Substring($0) }
        guard parts.count > 3, parts[0] == "api", parts[1] == "jobs" else { return base.address(path) }
        let job = base.address("/api/jobs/\(parts[2].lowercased())/")
        return parts[3] == "restore" ? "\(base)/api/jobs/?deleted=true, which lists \(job) while that is deleted" : job
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
