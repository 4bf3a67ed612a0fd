package import Foundation

extension JobService {
    /// The frame of every mutation of a job: lock its row, find the other records of the path, check the precondition, change.
    ///
    /// - Parameters:
    ///   - isDeleted: Whether the change applies to a deleted job.
    ///   - find: Finds the other records of the path; a 404 comes before a 412.
    ///   - intent: What the change is about to do.
    ///   - body: Makes the change and saves it. If nothing changes, it saves nothing.
    func change<Found, Result>(
        _ id: UUID, in session: any WriteSession, by actor: Staff, if precondition: any VersionPrecondition,
        isDeleted: Bool = false, find: (Job) throws -> Found, intent: (Found) -> JobIntent,
        _ body: (inout RecordTransaction<Job>, Found) throws -> Result
    ) throws -> (result: Result, job: Job) {
        let now = environment.now()
        guard let job = try session.lockJob(id), Self.isFindable(job, at: now), isDeleted || job.deletedAt == nil else {
            throw try Self.absence(of: id, session, at: now)
        }
        let found = try find(job)
        try job.check(precondition, for: intent(found), by: actor, session)
        var transaction = RecordTransaction(
            job, in: session, by: actor, environment: environment, now: now, version: try session.nextVersion(now: now))
        let result = try body(&transaction, found)
        let changed = transaction.record
        // The details of client and contact are not stored in the job: they are read when the references change.
        guard changed.clientID != job.clientID || changed.contactID != job.contactID else { return (result, changed) }
        guard let saved = try session.job(id, includingDeleted: true) else {
            throw JobError.noJob(id)
        }
        return (result, saved)
    }

    func change<Result>(
        _ id: UUID, in session: any WriteSession, by actor: Staff, if precondition: any VersionPrecondition,
        isDeleted: Bool = false, intent: JobIntent = .decision, _ body: (inout RecordTransaction<Job>) throws -> Result
    ) throws -> (result: Result, job: Job) {
        try change(
            id, in: session, by: actor, if: precondition, isDeleted: isDeleted, find: { _ in () }, intent: { _ in intent }
        ) { transaction, _ in try body(&transaction) }
    }

    /// Rejects a change of fields based on an older version, as the change itself would. Versions only increase, so a version
    /// that is stale on a snapshot stays stale, and no writer has to wait while the texts are read.
    ///
    /// - Throws: `JobError.versionMismatch`.
    package func refuseStale(
        _ id: UUID, in session: any ReadSession, by actor: Staff, if precondition: any VersionPrecondition,
        _ input: Input<Edit<Job>>
    ) throws {
        try session.job(id, includingDeleted: false)?.check(precondition, for: JobIntent(input), by: actor, session)
    }

    /// A deleted job can be found for 30 days.
    static func isFindable(_ job: Job, at now: Timestamp) -> Bool {
        guard let deletedAt = job.deletedAt else { return true }
        return deletedAt > Deletion.oldestRecoverable(at: now)
    }
}
