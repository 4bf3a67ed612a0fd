import ConditionalRequests
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdCore
import JobtagAPI
import JobtagCore
import NIOCore

/// Jobs: list, create, show, change, delete, restore.
struct JobOperations: Sendable {
    let workshop: Workshop

    var all: [Operation] {
        [
            Operation(.get, "/api/jobs", "listJobs", .staff, taking: JobQuery.parameters, list),
            Operation(.post, "/api/jobs", "createJob", .office, create),
            Operation(.get, "/api/jobs/status-choices", "listStatusChoices", .staff, taking: [], statusChoices),
            Operation(.get, "/api/jobs/{id}", "getJob", .staff, show),
            Operation(.put, "/api/jobs/{id}", "replaceJob", .office, replace),
            Operation(.patch, "/api/jobs/{id}", "updateJob", .office, update),
            Operation(.delete, "/api/jobs/{id}", "deleteJob", .office, delete),
            Operation(.post, "/api/jobs/{id}/restore", "restoreJob", .office, restore),
            Operation(.post, "/api/jobs/{id}/accept-quote", "acceptQuote", .office, acceptQuote),
        ]
    }

    @Sendable func list(_ call: Call) async throws -> Response {
        let query = try JobQuery(call.parameters)
        let page = try await workshop.jobs.list(query)
        let mode = workshop.mode
        // Rendering and compressing hundreds of jobs takes about ten milliseconds, during which no other change should wait.
        return try await LowPriorityThreads.run(if: page.items.count > Self.many) {
            try call.readList(Self.render(page, query), mode)
        }
    }

    private static let many = 50

    private static func render(_ page: Page<Job>, _ query: JobQuery) -> [UInt8] {
        Collections.page(page, cursor: page.next.map { Cursor.text($0, order: query.orderText) }) { $0.job($1) }
    }

    @Sendable func create(_ call: Call) async throws -> Response {
        let body = try await call.body()
        let input = body.flatMap { body in
            Result { () throws(JobError) in try body.edit(of: Job.self, readOnly: ReadOnlyMembers.job, ids: [:]) }
        }
        let check = body.check(readOnly: ReadOnlyMembers.job, ids: [:]) { $0.jobWithoutTexts($1) }
        let expectation = call.collectionExpectation(workshop.mode) { session in
            let query = JobQuery()
            return Collections.tag(Self.render(try session.jobs(query), query))
        }
        return try await workshop.mutate(call) { session in
            let job = try workshop.jobs.create(in: session, by: call.actor, if: expectation, input, check: check)
            return workshop.show(job, status: .created, location: job.path)
        }
    }

    @Sendable func statusChoices(_ call: Call) async throws -> Response {
        var json = JSONText()
        json.object { json in
            json.key("statuses")
            json.array(JobStatus.allCases) { json, status in
                json.object { json in
                    json.member("key", status.rawValue)
                    json.member("label", status.label)
                }
            }
        }
        return try call.readList(json.bytes, workshop.mode)
    }

    /// The hot path: one query for the version, then only the tag, or the cached rendering of that version.
    @Sendable func show(_ call: Call) async throws -> Response {
        let id = try call.jobID
        guard let version = try await workshop.store.version(ofJob: id) else { throw try await workshop.jobs.absence(of: id) }
        // Checked with the version, so that 304 and 412 need no job; a newer job shown afterwards is checked again below.
        if let body = workshop.rendered.body(of: version) {
            return try call.read(version, workshop.mode) { Reply.json(body, $0) }
        }
        if let answer = try call.notModified(version, workshop.mode) { return answer }
        guard let job = try await workshop.store.job(id) else { throw try await workshop.jobs.absence(of: id) }
        return try call.read(job.version, workshop.mode) { Reply.json(workshop.rendering(of: job), $0) }
    }

    @Sendable func replace(_ call: Call) async throws -> Response { try await edit(call, isWhole: true) }
    @Sendable func update(_ call: Call) async throws -> Response { try await edit(call, isWhole: false) }

    private func edit(_ call: Call, isWhole: Bool) async throws -> Response {
        let id = try call.jobID
        let body = try await call.body(acceptsMergePatch: !isWhole) { try await workshop.requireJob(id) }
        let input = body.flatMap { body in
            Result { () throws(JobError) in
                try body.edit(
                    of: Job.self, readOnly: ReadOnlyMembers.job, ids: ["id": id, "job_id": id], isWhole: isWhole)
            }
        }
        let check = body.check(readOnly: ReadOnlyMembers.job, ids: ["id": id, "job_id": id]) { $0.jobWithoutTexts($1) }
        let expectation = call.expectation(workshop.mode)
        var refuse: (@Sendable (any ReadSession) throws -> Void)?
        if let version = try await workshop.store.version(ofJob: id), case .failed = expectation.judge(version) {
            refuse = { try workshop.jobs.refuseStale(id, in: $0, by: call.actor, if: expectation, input) }
        }
        return try await workshop.mutate(call, refusedBy: refuse) { session in
            let job = try workshop.jobs.edit(id, in: session, by: call.actor, if: expectation, input, check: check)
            return workshop.show(job, contentLocation: job.path)
        }
    }

    @Sendable func delete(_ call: Call) async throws -> Response {
        let id = try call.jobID
        let input = try await workshop.withoutMembers(call, id)
        return try await workshop.mutate(call) { session in
            let job = try workshop.jobs.delete(
                id, in: session, by: call.actor, if: call.expectation(workshop.mode), input)
            return Reply.json(job.version.entityTag) { json in
                json.object { json in
                    json.member("id", job.id.text)
                    json.member("job_number", job.number)
                    json.member("deleted", true)
                    json.member("etag", job.version.entityTag)
                }
            }
        }
    }

    @Sendable func restore(_ call: Call) async throws -> Response {
        let id = try call.jobID
        let input = try await workshop.withoutMembers(call, id, isDeleted: true)
        return try await workshop.mutate(call) { session in
            let job = try workshop.jobs.restore(id, in: session, by: call.actor, if: call.expectation(workshop.mode), input)
            return workshop.show(job, contentLocation: job.path)
        }
    }

    @Sendable func acceptQuote(_ call: Call) async throws -> Response {
        let id = try call.jobID
        let input = try await workshop.withoutMembers(call, id)
        return try await workshop.mutate(call) { session in
            let job = try workshop.jobs.acceptQuote(of: id, in: session, by: call.actor, if: call.expectation(workshop.mode), input)
            return workshop.show(job, contentLocation: job.path)
        }
    }
}
