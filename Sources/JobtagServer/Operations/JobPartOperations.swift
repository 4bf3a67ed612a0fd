import ConditionalRequests
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdCore
import JobtagAPI
import JobtagCore

/// The parts of a job, which use its tag: header, basic information, events, timeline, costs.
struct JobPartOperations: Sendable {
    let services: AppServices

    var all: [Operation] {
        var operations = [
            reading("header", "getJobHeader") { json, job, _ in json.jobHeader(job) },
            reading("basic-info", "getJobBasicInformation") { json, job, _ in json.jobBasicInformation(job) },
            paged("timeline", "getJobTimeline", { try $0.timeline(ofJob: $1, limit: $2.limit, after: $2.after) }) {
                $0.timelineEntry($1)
            },
            paged("events", "listJobEvents", { try $0.events(ofJob: $1, limit: $2.limit, after: $2.after) }) { $0.event($1) },
            reading("costs/summary", "getJobCostsSummary", taking: []) { json, job, session in
                let sets = try CostKind.allCases.map { try session.costSet(ofJob: job.id, $0, revision: job.revisions[$0]) }
                json.object { json in
                    for set in sets {
                        json.key(set.kind.rawValue)
                        json.totals(set.totals)
                    }
                }
            },
            Operation(.get, "/api/jobs/{id}/quote", "getJobQuote", .staff, taking: [Parameter("revision")], quote),
            Operation(.get, "/api/jobs/{id}/changes", "listJobChanges", .staff, taking: [], changes),
            Operation(.post, "/api/jobs/{id}/undo", "undoJobChange", .office, undo),
            Operation(.post, "/api/jobs/{id}/events", "addJobEvent", .staff, addEvent),
            Operation(.post, "/api/jobs/{id}/quote/revise", "reviseQuoteOfJob", .office, reviseQuote),
            Operation(.post, "/api/jobs/{id}/cost-sets/quote/revise", "reviseQuote", .office, reviseQuote),
        ]
        for kind in CostKind.allCases {
            let path = "/api/jobs/{id}/cost-sets/\(kind.rawValue)"
            let name = kind.rawValue.capitalized
            // The workshop role enters time as actual costs; the use case checks that it is their own.
            let access: Operation.Access = kind == .actual ? .staff : .office
            operations += [
                kind == .quote
                    ? Operation(.get, path, "getQuote", .staff, taking: [Parameter("revision")], quote)
                    : reading("cost-sets/\(kind.rawValue)", "get\(name)", taking: []) { json, job, session in
                        json.costSet(try session.costSet(ofJob: job.id, kind, revision: job.revisions[kind]))
                    },
                Operation(.post, path + "/lines", "add\(name)Line", access) { try await addLine($0, kind) },
                reading("cost-sets/\(kind.rawValue)/lines", "list\(name)Lines", taking: []) { json, job, session in
                    let set = try session.costSet(ofJob: job.id, kind, revision: job.revisions[kind])
                    json.object { json in
                        json.key("lines")
                        json.array(set.lines) { $0.costLine($1) }
                    }
                },
                Operation(.get, path + "/lines/{line}", "get\(name)Line", .staff) { try await showLine($0, kind) },
                Operation(.patch, path + "/lines/{line}", "update\(name)Line", access) { try await editLine($0, kind) },
                Operation(.delete, path + "/lines/{line}", "delete\(name)Line", access) { try await removeLine($0, kind) },
            ]
        }
        return operations
    }

    /// A GET of a part of a job: the content and the job's tag come from one snapshot.
    private func reading(
        _ part: String, _ name: String, taking parameters: [Parameter]? = nil,
        _ write: @escaping @Sendable (inout JSONWriter, Job, any ReadSession) throws -> Void
    ) -> Operation {
        Operation(.get, "/api/jobs/{id}/\(part)", name, .staff, taking: parameters) { try await read($0, write) }
    }

    /// A GET of a list, newest first, as `{<part>: […], next}`.
    private func paged<Element>(
        _ part: String, _ name: String,
        _ find: @escaping @Sendable (any ReadSession, _ job: UUID, HistoryQuery) throws -> Page<Element>,
        _ write: @escaping @Sendable (inout JSONWriter, Element) -> Void
    ) -> Operation {
        Operation(.get, "/api/jobs/{id}/\(part)", name, .staff, taking: HistoryQuery.parameters) { request in
            let query = try HistoryQuery(request.parameters)
            return try await read(request) { json, job, session in
                let page = try find(session, job.id, query)
                json.object { json in
                    json.key(part)
                    json.array(page.items, write)
                    json.member("next", page.next.map { Cursor.text($0, order: HistoryQuery.orderText) })
                }
            }
        }
    }

    private func read(
        _ request: OperationRequest, _ write: @escaping @Sendable (inout JSONWriter, Job, any ReadSession) throws -> Void
    ) async throws -> Response {
        let id = try request.jobID
        // With a query, the requested part may not exist, so it is looked up first.
        if request.http.uri.query == nil, let answer = try notModified(request) { return answer }
        let (job, json) = try await services.jobs.read(id) { session, job in
            var json = JSONWriter()
            try write(&json, job, session)
            return json.bytes
        }
        return try request.read(job.version, services.mode) { ResponseBuilder.json(json, $0) }
    }

    /// A 304 based only on the version, without reading the content.
    private func notModified(_ request: OperationRequest) throws -> Response? {
        guard let version = request.jobVersion else { return nil }
        return try request.notModified(version, services.mode)
    }

    private func showLine(_ request: OperationRequest, _ kind: CostKind) async throws -> Response {
        let lineID = try request.id("line", of: "line")
        let (job, line) = try await services.jobs.read(try request.jobID) { session, job in
            guard let line = try session.costLine(lineID, ofJob: job.id, kind, revision: job.revisions[kind]) else {
                throw JobError.notFound(what: "line with the id \(lineID.text) in this job's \(kind.label)")
            }
            return line
        }
        return try request.read(job.version, services.mode) { tag in ResponseBuilder.json(tag) { $0.costLine(line) } }
    }

    /// The current revision, or an earlier one with `?revision=`.
    @Sendable private func quote(_ request: OperationRequest) async throws -> Response {
        let wanted = request.parameter("revision")
        return try await read(request) { json, job, session in
            let revision = wanted.map { Int64($0) ?? 0 } ?? job.revisions.quote
            guard (1...job.revisions.quote).contains(revision) else {
                throw JobError.invalid("revision", "This quote has revisions 1 to \(job.revisions.quote).")
            }
            json.costSet(try session.costSet(ofJob: job.id, .quote, revision: revision))
        }
    }

    @Sendable private func changes(_ request: OperationRequest) async throws -> Response {
        let id = try request.jobID
        if let answer = try notModified(request) { return answer }
        return try services.show(request, try await services.jobs.history(of: id, limit: AppServices.shownChanges))
    }

    @Sendable private func undo(_ request: OperationRequest) async throws -> Response {
        let id = try request.jobID
        let input = try await request.changeID(of: "job", ids: ["id": id, "job_id": id]) { try await services.requireJob(id) }
        return try await services.mutate(request) { session in
            let job = try services.jobs.undo(
                of: id, in: session, by: request.actor, if: request.precondition(services.mode), input)
            return services.show(job, contentLocation: job.path)
        }
    }

    @Sendable private func addEvent(_ request: OperationRequest) async throws -> Response {
        let id = try request.jobID
        let input = try await request.body { try await services.requireJob(id) }.flatMap { body in
            Result { () throws(JobError) in
                try JobService.eventText(try body.only("description", ids: ["id": id, "job_id": id]))
            }
        }
        return try await services.mutate(request, of: id) { session in
            let (event, job) = try services.jobs.addEvent(
                to: id, in: session, by: request.actor, if: request.precondition(services.mode), input)
            return answer(job, status: .created, "event") { $0.event(event) }
        }
    }

    @Sendable private func reviseQuote(_ request: OperationRequest) async throws -> Response {
        let id = try request.jobID
        let input = try await services.withoutMembers(request, id)
        return try await services.mutate(request, of: id) { session in
            let (quote, job) = try services.jobs.reviseQuote(
                of: id, in: session, by: request.actor, if: request.precondition(services.mode), input)
            return answer(job, status: .created, location: job.path + "quote/", "quote") { $0.costSet(quote) }
        }
    }

    private func addLine(_ request: OperationRequest, _ kind: CostKind) async throws -> Response {
        let id = try request.jobID
        let (input, check) = try await lineInput(request, id, ids: ["job_id": id])
        return try await services.mutate(request, of: id) { session in
            let (line, job) = try services.jobs.addLine(
                to: id, kind, in: session, by: request.actor, if: request.precondition(services.mode), input, check: check)
            let location = job.path + "cost-sets/\(kind.rawValue)/lines/\(line.id.text)/"
            return answer(job, status: .created, location: location, "line") { $0.costLine(line) }
        }
    }

    private func editLine(_ request: OperationRequest, _ kind: CostKind) async throws -> Response {
        let (id, lineID) = (try request.jobID, try request.id("line", of: "line"))
        let (input, check) = try await lineInput(request, id, ids: ["id": lineID, "job_id": id])
        return try await services.mutate(request, of: id) { session in
            let (line, job) = try services.jobs.editLine(
                lineID, of: id, kind, in: session, by: request.actor, if: request.precondition(services.mode), input, check: check)
            return answer(job, "line") { $0.costLine(line) }
        }
    }

    private func removeLine(_ request: OperationRequest, _ kind: CostKind) async throws -> Response {
        let (id, lineID) = (try request.jobID, try request.id("line", of: "line"))
        let input = try await services.withoutMembers(request, id, ids: ["id": lineID, "job_id": id])
        return try await services.mutate(request, of: id) { session in
            let job = try services.jobs.removeLine(
                lineID, of: id, kind, in: session, by: request.actor, if: request.precondition(services.mode), input)
            return answer(job, nil) { _ in }
        }
    }

    private func lineInput(
        _ request: OperationRequest, _ id: UUID, ids: [String: UUID]
    ) async throws -> (Input<Edit<CostLine>>, ReadOnlyCheck<CostLine>) {
        let body = try await request.body(acceptsMergePatch: request.http.method == .patch) { try await services.requireJob(id) }
        let input = body.flatMap { body in
            Result { () throws(JobError) in try body.edit(of: CostLine.self, readOnly: ReadOnlyMembers.costLine, ids: ids) }
        }
        return (input, body.check(readOnly: ReadOnlyMembers.costLine, ids: ids) { (json, line: CostLine) in json.costLine(line) })
    }

    /// The changed part, and the current job.
    private func answer(
        _ job: Job, status: HTTPResponse.Status = .ok, location: String? = nil, _ name: String?, _ write: (inout JSONWriter) -> Void
    ) -> BufferedResponse {
        ResponseBuilder.json(job.version.entityTag, status: status, location: location) { json in
            json.object { json in
                if let name {
                    json.key(name)
                    write(&json)
                }
                json.key("job")
                json.job(job)
            }
        }
    }
}
