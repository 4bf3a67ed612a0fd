import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdCore
import JobtagAPI
import JobtagCore
import NIOCore

/// Shared by the operations on jobs.
extension AppServices {
    /// A job in the response to a change. Not cached for GET: the change is not durable yet, and may be rolled back.
    func show(
        _ job: Job, status: HTTPResponse.Status = .ok, location: String? = nil, contentLocation: String? = nil
    ) -> BufferedResponse {
        ResponseBuilder.json(job.version.entityTag, status: status, location: location, contentLocation: contentLocation) {
            $0.job(job)
        }
    }

    /// The JSON of a job read from the store, rendered once per version.
    func rendering(of job: Job) -> ByteBuffer {
        if let body = rendered.body(of: job.version) { return body }
        var json = JSONWriter()
        json.job(job)
        let body = ByteBuffer(bytes: json.bytes)
        rendered.keep(body, of: job.version)
        return body
    }

    /// - Throws: `JobError.notFound` or `JobError.jobDeleted` if the job does not exist.
    func requireJob(_ id: UUID, isDeleted: Bool = false) async throws {
        let job = try await store.read { try $0.job(id, includingDeleted: isDeleted) }
        if job == nil { throw try await jobs.absence(of: id) }
    }

    /// The body of an operation on a job without members except the job's own id.
    func withoutMembers(
        _ request: OperationRequest, _ id: UUID, ids: [String: UUID]? = nil, isDeleted: Bool = false
    ) async throws -> Input<Void> {
        try await request.withoutMembers(ids: ids ?? ["id": id, "job_id": id]) { try await requireJob(id, isDeleted: isDeleted) }
    }
}

extension OperationRequest {
    /// The body of an operation without members except ids in its path.
    func withoutMembers(ids: [String: UUID], unless exists: () async throws -> Void) async throws -> Input<Void> {
        try await optionalBody(unless: exists).flatMap { body in
            Result { () throws(JobError) in _ = try body.only(nil, ids: ids) }
        }
    }
}

extension Job {
    /// The job's URL.
    var path: String { "/api/jobs/\(id.text)/" }
}
