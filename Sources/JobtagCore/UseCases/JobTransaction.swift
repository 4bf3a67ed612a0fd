package import Foundation

/// One change of one job inside its transaction: the job before and after, and the only way to save it together with
/// the record of the change.
struct JobTransaction {
    let session: any WriteSession
    let actor: Staff
    let environment: UseCaseEnvironment
    let now: Timestamp
    let original: Job
    var job: Job
    /// The version that the change makes.
    let version: Timestamp

    init(session: any WriteSession, actor: Staff, environment: UseCaseEnvironment, now: Timestamp, job: Job, version: Timestamp) {
        (self.session, self.actor, self.environment, self.now) = (session, actor, environment, now)
        (original, self.job, self.version) = (job, job, version)
    }

    /// Increases the job's version, writes the job, and records the change under the new version.
    mutating func save(
        _ kind: JobChange.Kind, before: [String: FieldValue], after: [String: FieldValue], summary: String
    ) throws {
        job.updatedAt = version
        try session.update(job, from: original)
        try session.insert(
            JobChange(
                id: environment.newID(), jobID: job.id, version: job.updatedAt, previous: original.updatedAt, at: now,
                by: actor.person, kind: kind, before: before, after: after, summary: summary))
    }
}

extension JobService {
    /// The frame of every mutation of a job: lock its row, find the other records of the path, check the precondition, change.
    ///
    /// - Parameters:
    ///   - isDeleted: Whether the change applies to a deleted job.
    ///   - find: Finds the other records of the path; a 404 comes before a 412.
    ///   - intent: What the change is about to do: a 412 says what may be sent again, and a repeat of the last change is recognised by it.
    ///   - body: Makes the change and saves it. If nothing changes, it saves nothing.
    func change<Found, Result>(
        _ id: UUID, in session: any WriteSession, by actor: Staff, if precondition: any VersionPrecondition,
        isDeleted: Bool = false, find: (Job) throws -> Found, intent: (Found) -> JobIntent,
        _ body: (inout JobTransaction, Found) throws -> Result
    ) throws -> (result: Result, job: Job) {
        let now = environment.now()
        guard let job = try session.lockJob(id), Self.isFindable(job, at: now), isDeleted || job.deletedAt == nil else {
            throw try Self.absence(of: id, session, at: now)
        }
        let found = try find(job)
        try Self.checkVersion(of: job, if: precondition, intent(found), by: actor, session)
        var transaction = JobTransaction(
            session: session, actor: actor, environment: environment, now: now, job: job,
            version: try session.nextVersion(now: now))
        let result = try body(&transaction, found)
        let changed = transaction.job
        // The details of client and contact are not stored in the job: they are read when the references change.
        guard changed.clientID != job.clientID || changed.contactID != job.contactID else { return (result, changed) }
        guard let saved = try session.job(id, includingDeleted: true) else {
            throw JobError.noJob(id)
        }
        return (result, saved)
    }

    func change<Result>(
        _ id: UUID, in session: any WriteSession, by actor: Staff, if precondition: any VersionPrecondition,
        isDeleted: Bool = false, intent: JobIntent = .decision, _ body: (inout JobTransaction) throws -> Result
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
        guard let job = try session.job(id, includingDeleted: false) else { return }
        try Self.checkVersion(of: job, if: precondition, Self.intent(of: input), by: actor, session)
    }

    static func intent(of input: Input<Edit<Job>>) -> JobIntent { (try? input.get()).map(JobIntent.fields) ?? .decision }

    /// - Throws: `JobError.versionMismatch`, with the changes since; or the error of `precondition`.
    private static func checkVersion(
        of job: Job, if precondition: any VersionPrecondition, _ intent: JobIntent, by actor: Staff, _ session: any ReadSession
    ) throws {
        let result = precondition.evaluate(job.version)
        guard case .failed = result else { return try result.check { .other } }
        let changes = try changes(of: job, since: precondition, session)
        // A repeat continues like any change without effect.
        guard let changes, case .fields(let yours) = intent, isRepeat(of: changes, yours, of: job, by: actor) else {
            throw JobError.versionMismatch(VersionMismatch(current: .job(job, changes: changes, intent)))
        }
    }

    /// A deleted job can be found for 30 days.
    static func isFindable(_ job: Job, at now: Timestamp) -> Bool {
        guard let deletedAt = job.deletedAt else { return true }
        return deletedAt > Deletion.oldestRecoverable(at: now)
    }

    /// The changes since the version that the request names.
    private static func changes(
        of job: Job, since precondition: any VersionPrecondition, _ session: any ReadSession
    ) throws -> [JobChange]? {
        // Of several known versions, use the newest: it has the fewest changes since.
        for named in precondition.named.filter({ $0.id == job.id }).sorted(by: { $0.updatedAt > $1.updatedAt }).prefix(8) {
            if let changes = try session.changes(ofJob: job.id, since: named.updatedAt) { return changes }
        }
        return nil
    }

    /// Whether a request is certainly the one that made the current version: it comes from the same person, names the previous
    /// version, and its values are all current (RFC 9110 §13.1.1).
    private static func isRepeat(of changes: [JobChange], _ yours: Edit<Job>, of job: Job, by actor: Staff) -> Bool {
        guard changes.count == 1, let last = changes.first, last.kind == .updated, last.version == job.updatedAt,
            last.by.id == actor.id
        else { return false }
        var wanted = job
        guard (try? wanted.apply(yours)) != nil else { return false }
        return wanted.fields(changedFrom: job).isEmpty
    }
}
