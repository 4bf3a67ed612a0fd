import Foundation

/// One change of one job, inside its transaction: the job as it was, the job as it will be, and the one way to save both it and
/// the record of what changed.
struct JobTransaction {
    let session: any WriteSession
    let actor: Staff
    let environment: UseCaseEnvironment
    let now: Timestamp
    let original: Job
    var job: Job

    /// Raises the job's version, writes it, and records the change under the new version.
    mutating func save(
        _ kind: JobChange.Kind, before: [String: FieldValue], after: [String: FieldValue], summary: String
    ) throws {
        job.updatedAt = original.updatedAt.next(now: now)
        try session.update(job, from: original)
        try session.insert(
            JobChange(
                id: environment.newID(), jobID: job.id, version: job.updatedAt, previous: original.updatedAt, at: now,
                by: actor.person, kind: kind, before: before, after: after, summary: summary))
    }
}

extension JobService {
    /// The frame of every mutation of a job: hold its row, find what else the request names, check the expectation, change.
    ///
    /// - Parameters:
    ///   - isDeleted: Whether the change is one of a deleted job.
    ///   - find: Finds what the path names besides the job; a 404 comes before a 412.
    ///   - body: Makes the change and saves it. Where nothing changes it saves nothing.
    func change<Found, Result: Sendable>(
        _ id: UUID, by actor: Staff, if expectation: any Expectation, isDeleted: Bool = false,
        find: @escaping @Sendable (any WriteSession, Job) throws -> Found,
        _ body: @escaping @Sendable (inout JobTransaction, Found) throws -> Result
    ) async throws -> (result: Result, job: Job) {
        let environment = environment
        return try await store.write { session in
            let now = environment.now()
            guard let job = try session.lockJob(id), Self.isFindable(job, at: now), isDeleted || job.deletedAt == nil else {
                throw JobError.notFound(what: "job with the id \(id.text)")
            }
            let found = try find(session, job)
            try expectation.check(job.version) { try Self.mismatch(job, expectation, session) }
            var transaction = JobTransaction(
                session: session, actor: actor, environment: environment, now: now, original: job, job: job)
            let result = try body(&transaction, found)
            let changed = transaction.job
            // What a job shows of its client and contact is not the job's own: it is read when they are others.
            guard changed.clientID != job.clientID || changed.contactID != job.contactID else { return (result, changed) }
            guard let saved = try session.job(id, includingDeleted: true) else {
                throw JobError.notFound(what: "job with the id \(id.text)")
            }
            return (result, saved)
        }
    }

    func change<Result: Sendable>(
        _ id: UUID, by actor: Staff, if expectation: any Expectation, isDeleted: Bool = false,
        _ body: @escaping @Sendable (inout JobTransaction) throws -> Result
    ) async throws -> (result: Result, job: Job) {
        try await change(id, by: actor, if: expectation, isDeleted: isDeleted, find: { _, _ in () }) { transaction, _ in
            try body(&transaction)
        }
    }

    /// A deleted job can be found for 30 days.
    static func isFindable(_ job: Job, at now: Timestamp) -> Bool {
        guard let deletedAt = job.deletedAt else { return true }
        return deletedAt.adding(seconds: Int64(Job.daysRecoverable) * 86_400) > now
    }

    static func mismatch(
        _ job: Job, _ expectation: any Expectation, _ session: any ReadSession
    ) throws -> VersionMismatch.Current {
        guard let named = expectation.named.first(where: { $0.id == job.id }) else { return .job(job, changes: nil) }
        return .job(job, changes: try session.changes(ofJob: job.id, since: named.updatedAt))
    }
}
