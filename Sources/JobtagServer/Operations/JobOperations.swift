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
    let services: AppServices

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

    @Sendable func list(_ request: OperationRequest) async throws -> Response {
        let query = try JobQuery(request.parameters)
        let page = try await services.jobs.list(query)
        let mode = services.mode
        // Rendering and compressing hundreds of jobs takes about ten milliseconds, during which no other change should wait.
        return try await LowPriorityThreads.run(if: page.items.count > Self.many) {
            try request.readList(Self.render(page, query), mode)
        }
    }

    private static let many = 50

    private static func render(_ page: Page<Job>, _ query: JobQuery) -> [UInt8] {
        Collections.page(page, cursor: page.next.map { Cursor.text($0, order: query.orderText) }) { $0.job($1) }
    }

    @Sendable func create(_ request: OperationRequest) async throws -> Response {
        let body = try await request.body()
        let input = body.flatMap { body in
            Result { () throws(JobError) in try body.edit(of: Job.self, readOnly: ReadOnlyMembers.job, ids: [:]) }
        }
        let check = body.check(readOnly: ReadOnlyMembers.job, ids: [:]) { $0.jobWithoutTexts($1) }
        let precondition = request.collectionPrecondition(services.mode) { session in
            let query = JobQuery()
            return Collections.tag(Self.render(try session.jobs(query), query))
        }
        return try await services.mutate(request) { session in
            let job = try services.jobs.create(in: session, by: request.actor, if: precondition, input, check: check)
            return services.show(job, status: .created, location: job.path)
        }
    }

    @Sendable func statusChoices(_ request: OperationRequest) async throws -> Response {
        var json = JSONWriter()
        json.object { json in
            json.key("statuses")
            json.array(JobStatus.allCases) { json, status in
                json.object { json in
                    json.member("key", status.rawValue)
                    json.member("label", status.label)
                }
            }
        }
        return try request.readList(json.bytes, services.mode)
    }

    /// The hot path: only the version, which was looked up with the session, then only the tag, or the cached rendering of that version.
    @Sendable func show(_ request: OperationRequest) async throws -> Response {
        let id = try request.jobID
        guard let version = request.jobVersion else { throw try await services.jobs.absence(of: id) }
        // Checked with the version, so that 304 and 412 need no job; a newer job shown afterwards is checked again below.
        if let body = services.rendered.body(of: version) {
            return try request.read(version, services.mode) { ResponseBuilder.json(body, $0) }
        }
        if let answer = try request.notModified(version, services.mode) { return answer }
        guard let job = try await services.store.job(id) else { throw try await services.jobs.absence(of: id) }
        return try request.read(job.version, services.mode) { ResponseBuilder.json(services.rendering(of: job), $0) }
    }

    @Sendable func replace(_ request: OperationRequest) async throws -> Response { try await edit(request, isWhole: true) }
    @Sendable func update(_ request: OperationRequest) async throws -> Response { try await edit(request, isWhole: false) }

    private func edit(_ request: OperationRequest, isWhole: Bool) async throws -> Response {
        let id = try request.jobID
        let body = try await request.body(acceptsMergePatch: !isWhole) { try await services.requireJob(id) }
        let input = body.flatMap { body in
            Result { () throws(JobError) in
                try body.edit(
                    of: Job.self, readOnly: ReadOnlyMembers.job, ids: ["id": id, "job_id": id], isWhole: isWhole)
            }
        }
        let check = body.check(readOnly: ReadOnlyMembers.job, ids: ["id": id, "job_id": id]) { $0.jobWithoutTexts($1) }
        let precondition = request.precondition(services.mode)
        var refuse: (@Sendable (any ReadSession) throws -> Void)?
        // The precondition itself is evaluated once, on the snapshot or in the transaction. This only tells which of them.
        let named = precondition.named
        // On a shared database, no other writer waits for this one, and the question would only cost time.
        if !services.store.isShared, !named.isEmpty, let version = try await services.store.version(ofJob: id),
            !named.contains(version)
        {
            refuse = { try services.jobs.refuseStale(id, in: $0, by: request.actor, if: precondition, input) }
        }
        // What the edit names is locked before the job.
        let edit = try? input.get()
        let namesOthers = edit?[.clientID] != nil || edit?[.contactID] != nil
        return try await services.mutate(request, of: namesOthers ? nil : id, refusedBy: refuse) { session in
            let job = try services.jobs.edit(id, in: session, by: request.actor, if: precondition, input, check: check)
            return services.show(job, contentLocation: job.path)
        }
    }

    @Sendable func delete(_ request: OperationRequest) async throws -> Response {
        let id = try request.jobID
        let input = try await services.withoutMembers(request, id)
        return try await services.mutate(request, of: id) { session in
            let job = try services.jobs.delete(
                id, in: session, by: request.actor, if: request.precondition(services.mode), input)
            return ResponseBuilder.json(job.version.entityTag) { json in
                json.object { json in
                    json.member("id", job.id.text)
                    json.member("job_number", job.number)
                    json.member("deleted", true)
                    json.member("etag", job.version.entityTag)
                }
            }
        }
    }

    @Sendable func restore(_ request: OperationRequest) async throws -> Response {
        let id = try request.jobID
        let input = try await services.withoutMembers(request, id, isDeleted: true)
        return try await services.mutate(request, of: id) { session in
            let job = try services.jobs.restore(id, in: session, by: request.actor, if: request.precondition(services.mode), input)
            return services.show(job, contentLocation: job.path)
        }
    }

    @Sendable func acceptQuote(_ request: OperationRequest) async throws -> Response {
        let id = try request.jobID
        let input = try await services.withoutMembers(request, id)
        return try await services.mutate(request, of: id) { session in
            let job = try services.jobs.acceptQuote(
                of: id, in: session, by: request.actor, if: request.precondition(services.mode), input)
            return services.show(job, contentLocation: job.path)
        }
    }
}
