import HTTPTypes
import Hummingbird
import HummingbirdCore
import JobtagAPI
import JobtagCore
import Logging
import NIOHTTP1

/// Turns every error of an operation into a problem (RFC 9457).
struct ErrorMiddleware: RouterMiddleware {
    typealias Context = JobtagContext

    let merges: MergeBudget
    let base: BasePath

    func handle(
        _ request: Request, context: JobtagContext, next: (Request, JobtagContext) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch let error as HTTPParserError {
            // The rest of the message cannot be parsed. The connection handler responds with 400 and closes.
            throw error
        } catch {
            guard case JobError.versionMismatch(let mismatch) = error else {
                return ResponseBuilder.problem(problem(error, request, context), to: request, base: base)
            }
            // Merging long texts can take up to a few tenths of a second.
            let person = context.state.staff?.id
            return try await LowPriorityThreads.run {
                let resolution = merges.run(for: person) { mismatch.resolved() }
                return ResponseBuilder.problem(problem(error, request, context, resolution), to: request, base: base)
            }
        }
    }

    private func problem(
        _ error: any Error, _ request: Request, _ context: JobtagContext, _ resolution: VersionMismatch.Resolution? = nil
    ) -> Problem {
        switch error {
        case let problem as Problem: return problem
        case let error as JobError:
            let tag = OperationRequest(http: request, context: context, session: nil).namedTag
            return Problem(error, namedTag: tag, url: loadableURL(request.uri.path), resolution: resolution)
        case is StoreBusy:
            return Problem(.busy, "Too many changes are waiting. Try again in a second.", retryAfter: 1)
        case let error as StoreUnavailable:
            context.logger.error("the database is not available", metadata: ["error": "\(error)", "path": "\(request.uri.path)"])
            return .unavailable(error)
        case is SignInQueueFull:
            return Problem(.busy, "Too many sign-ins are waiting. Try again in a few seconds.", retryAfter: 3)
        case let error as HTTPError where error.status == .notFound:
            return Problem(.notFound, "There is nothing at this URL.")
        case let error as HTTPError where error.status == .contentTooLarge:
            return Problem(.tooLarge, "The request body can be at most 1 MiB.")
        default:
            // The cause is for the log, under the request's id. The response must give nothing away.
            context.logger.error("unexpected error", metadata: ["error": "\(error)", "path": "\(request.uri.path)"])
            return Problem(.unexpected, "Something went wrong on the server. Nothing was changed. The request id is \(context.id).")
        }
    }

    /// Where a client gets the tag that a change needs: from the job itself for everything that belongs to a job.
    private func loadableURL(_ path: String) -> String {
        let parts = path.utf8.split(separator: UInt8(ascii: "/")).map { Substring($0) }
        guard parts.count > 3, parts[0] == "api", parts[1] == "jobs" else { return base.address(path) }
        let job = base.address("/api/jobs/\(parts[2].lowercased())/")
        return parts[3] == "restore" ? "\(base)/api/jobs/?deleted=true, which lists \(job) while it is deleted" : job
    }
}

extension Problem {
    static func unavailable(_ error: StoreUnavailable) -> Problem {
        let outcome =
            error.isOutcomeKnown
            ? "Nothing was changed. Try again in a few seconds."
            : "Send the same request again in a few seconds, with the same Idempotency-Key, to learn whether it was made."
        return Problem(.busy, "\(error.reason) \(outcome)", retryAfter: 5)
    }
}
