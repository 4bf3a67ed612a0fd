import ConditionalRequests
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdCore
import JobtagAPI
import JobtagCore

/// The parts of a job, which use its tag: header, basic information, events, timeline, costs.
struct JobPartOperations: Sendable {
    let workshop: Workshop

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
        _ write: @escaping @Sendable (inout JSONText, Job, any ReadSession) throws -> Void
    ) -> Operation {
        Operation(.get, "/api/jobs/{id}/\(part)", name, .staff, taking: parameters) { try await read($0, write) }
    }

    /// A GET of a list, newest first, as `{<part>: […], next}`.
    private func paged<Element>(
        _ part: String, _ name: String,
        _ find: @escaping @Sendable (any ReadSession, _ job: UUID, HistoryQuery) throws -> Page<Element>,
        _ write: @escaping @Sendable (inout JSONText, Element) -> Void
    ) -> Operation {
        Operation(.get, "/api/jobs/{id}/\(part)", name, .staff, taking: HistoryQuery.parameters) { call in
            let query = try HistoryQuery(call.parameters)
            return try await read(call) { json, job, session in
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
        _ call: Call, _ write: @escaping @Sendable (inout JSONText, Job, any ReadSession) throws -> Void
    ) async throws -> Response {
        let id = try call.jobID
        // With a query, the requested part may not exist, so it is looked up first.
        if call.request.uri.query == nil, let answer = try await notModified(call, id) { return answer }
        let (job, json) = try await workshop.jobs.read(id) { session, job in
            var json = JSONText()
            try write(&json, job, session)
            return json.bytes
        }
        return try call.read(job.version, workshop.mode) { Reply.json(json, $0) }
    }

    /// A 304 based only on the version, without reading the content.
    private func notModified(_ call: Call, _ id: UUID) async throws -> Response? {
        guard !call.conditions.isEmpty, let version = try await workshop.store.version(ofJob: id) else { return nil }
        return try call.notModified(version, workshop.mode)
    }

    private func showLine(_ call: Call, _ kind: CostKind) async throws -> Response {
        let lineID = try call.id("line", of: "line")
        let (job, line) = try await workshop.jobs.read(try call.jobID) { session, job in
            guard let line = try session.costLine(lineID, ofJob: job.id, kind, revision: job.revisions[kind]) else {
                throw JobError.notFound(what: "line with the id \(lineID.text) in this job's \(kind.rawValue)")
            }
            return line
        }
        return try call.read(job.version, workshop.mode) { tag in Reply.json(tag) { $0.costLine(line) } }
    }

    /// The current revision, or an earlier one with `?revision=`.
    @Sendable private func quote(_ call: Call) async throws -> Response {
        let wanted = call.parameter("revision")
        return try await read(call) { json, job, session in
            let revision = wanted.map { Int64($0) ?? 0 } ?? job.revisions.quote
            guard (1...job.revisions.quote).contains(revision) else {
                throw JobError.invalid("revision", "This quote has revisions 1 to \(job.revisions.quote).")
            }
            json.costSet(try session.costSet(ofJob: job.id, .quote, revision: revision))
        }
    }

    /// More than any job has; the store stops earlier if the records are long.
    private static let shownChanges = 20_000

    @Sendable private func changes(_ call: Call) async throws -> Response {
        let id = try call.jobID
        if let answer = try await notModified(call, id) { return answer }
        let (job, changes) = try await workshop.jobs.history(of: id, limit: Self.shownChanges)
        return try call.read(job.version, workshop.mode) { tag in
            Reply.json(tag) { json in
                json.object { json in
                    json.key("changes")
                    json.array(changes) { $0.change($1.change, canUndo: $1.canUndo) }
                }
            }
        }
    }

    @Sendable private func undo(_ call: Call) async throws -> Response {
        let id = try call.jobID
        let input: Input<UUID> = try await call.body { try await workshop.requireJob(id) }.flatMap { body in
            Result { () throws(JobError) in
                let value = try body.only("change_id", ids: ["id": id, "job_id": id])
                guard let change = value.text.flatMap({ UUID(text: $0) }) else {
                    throw JobError.invalid("change_id", "This must be the id of a change of this job.")
                }
                return change
            }
        }
        return try await workshop.mutate(call) { session in
            let job = try workshop.jobs.undo(
                of: id, in: session, by: call.actor, if: call.expectation(workshop.mode), input)
            return workshop.show(job, contentLocation: job.path)
        }
    }

    @Sendable private func addEvent(_ call: Call) async throws -> Response {
        let id = try call.jobID
        let input = try await call.body { try await workshop.requireJob(id) }.flatMap { body in
            Result { () throws(JobError) in
                try JobService.eventText(try body.only("description", ids: ["id": id, "job_id": id]))
            }
        }
        return try await workshop.mutate(call) { session in
            let (event, job) = try workshop.jobs.addEvent(
                to: id, in: session, by: call.actor, if: call.expectation(workshop.mode), input)
            return answer(job, status: .created, "event") { $0.event(event) }
        }
    }

    @Sendable private func reviseQuote(_ call: Call) async throws -> Response {
        let id = try call.jobID
        let input = try await workshop.withoutMembers(call, id)
        return try await workshop.mutate(call) { session in
            let (quote, job) = try workshop.jobs.reviseQuote(
                of: id, in: session, by: call.actor, if: call.expectation(workshop.mode), input)
            return answer(job, status: .created, location: job.path + "quote/", "quote") { $0.costSet(quote) }
        }
    }

    private func addLine(_ call: Call, _ kind: CostKind) async throws -> Response {
        let id = try call.jobID
        let (input, check) = try await lineInput(call, id, ids: ["job_id": id])
        return try await workshop.mutate(call) { session in
            let (line, job) = try workshop.jobs.addLine(
                to: id, kind, in: session, by: call.actor, if: call.expectation(workshop.mode), input, check: check)
            let location = job.path + "cost-sets/\(kind.rawValue)/lines/\(line.id.text)/"
            return answer(job, status: .created, location: location, "line") { $0.costLine(line) }
        }
    }

    private func editLine(_ call: Call, _ kind: CostKind) async throws -> Response {
        let (id, lineID) = (try call.jobID, try call.id("line", of: "line"))
        let (input, check) = try await lineInput(call, id, ids: ["id": lineID, "job_id": id])
        return try await workshop.mutate(call) { session in
            let (line, job) = try workshop.jobs.editLine(
                lineID, of: id, kind, in: session, by: call.actor, if: call.expectation(workshop.mode), input, check: check)
            return answer(job, "line") { $0.costLine(line) }
        }
    }

    private func removeLine(_ call: Call, _ kind: CostKind) async throws -> Response {
        let (id, lineID) = (try call.jobID, try call.id("line", of: "line"))
        let input = try await workshop.withoutMembers(call, id, ids: ["id": lineID, "job_id": id])
        return try await workshop.mutate(call) { session in
            let job = try workshop.jobs.removeLine(
                lineID, of: id, kind, in: session, by: call.actor, if: call.expectation(workshop.mode), input)
            return answer(job, nil) { _ in }
        }
    }

    private func lineInput(
        _ call: Call, _ id: UUID, ids: [String: UUID]
    ) async throws -> (Input<Edit<CostLine>>, ReadOnlyCheck<CostLine>) {
        let body = try await call.body(acceptsMergePatch: call.request.method == .patch) { try await workshop.requireJob(id) }
        let input = body.flatMap { body in
            Result { () throws(JobError) in try body.edit(of: CostLine.self, readOnly: ReadOnlyMembers.costLine, ids: ids) }
        }
        return (input, body.check(readOnly: ReadOnlyMembers.costLine, ids: ids) { (json, line: CostLine) in json.costLine(line) })
    }

    /// The changed part, and the current job.
    private func answer(
        _ job: Job, status: HTTPResponse.Status = .ok, location: String? = nil, _ name: String?, _ write: (inout JSONText) -> Void
    ) -> Answer {
        Reply.json(job.version.entityTag, status: status, location: location) { json in
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
