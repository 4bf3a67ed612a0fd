package import Foundation

/// The use cases of jobs. Every mutation checks the request's expectation and makes its change in one transaction.
package struct JobService: Sendable {
    let store: any Store
    let environment: UseCaseEnvironment

    package init(store: any Store, environment: UseCaseEnvironment) {
        self.store = store
        self.environment = environment
    }

    /// A job and the other data of its page, from one snapshot.
    ///
    /// - Throws: `JobError.notFound`, `JobError.jobDeleted`.
    package func read<Extra: Sendable>(
        _ id: UUID, _ extra: @escaping @Sendable (any ReadSession, Job) throws -> Extra
    ) async throws -> (job: Job, extra: Extra) {
        let now = environment.now()
        return try await store.read { session in
            guard let job = try session.job(id, includingDeleted: false) else {
                throw try Self.absence(of: id, session, at: now)
            }
            return (job, try extra(session, job))
        }
    }

    /// Why a job is not found.
    ///
    /// - Returns: `JobError.jobDeleted` if it was deleted recently, otherwise `JobError.notFound`.
    package func absence(of id: UUID) async throws -> JobError {
        let now = environment.now()
        return try await store.read { try Self.absence(of: id, $0, at: now) }
    }

    static func absence(of id: UUID, _ session: any ReadSession, at now: Timestamp) throws -> JobError {
        guard let job = try session.job(id, includingDeleted: true), job.deletedAt != nil, isFindable(job, at: now) else {
            return .noJob(id)
        }
        // A deleted job can only be restored, so its last change is the deletion.
        let last = try session.latestChange(of: .job(id))
        return .jobDeleted(job, by: last?.kind == .deleted ? last?.by : nil)
    }

    package func list(_ query: JobQuery) async throws -> Page<Job> {
        var query = query
        query.deletedAfter = Deletion.oldestRecoverable(at: environment.now())
        let wanted = query
        return try await store.read { try $0.jobs(wanted) }
    }

    /// Creates a job.
    ///
    /// - Parameters:
    ///   - precondition: Checked against the collection.
    ///   - input: The fields of the job; missing ones have their defaults.
    ///   - check: Checks the read-only members of the request.
    /// - Throws: `JobError.invalid`.
    package func create(
        in session: any WriteSession, by actor: Staff, if precondition: CollectionPrecondition, _ input: Input<Edit<Job>>,
        check: ReadOnlyCheck<Job> = .none
    ) throws -> Job {
        try precondition.check(session)
        let edit = try input.get()
        try Self.lockReferences(of: edit, session)
        let now = environment.now()
        var job = Job(
            id: environment.newID(), number: 0, name: "", createdBy: actor.id, createdAt: now,
            updatedAt: try session.nextVersion(now: now))
        let blank = job
        guard edit[.name] != nil else { throw JobError.invalid("name", "This field is required.") }
        try job.apply(edit)
        try JobRules.checkReferences(&job, from: blank, edit: edit, session)
        JobRules.followStatus(&job, from: blank, at: now)
        if !check.isEmpty { try check.check(nil, Self.showingNames(job, session)) { _ in false } }
        // Last, so that a rejected request has written nothing.
        job.number = try session.nextJobNumber()
        try session.insert(job)
        try RecordTransaction(job, in: session, by: actor, environment: environment, now: now, version: job.updatedAt)
            .recordCreation()
        guard let saved = try session.job(job.id, includingDeleted: false) else {
            throw JobError.noJob(job.id)
        }
        return saved
    }

    /// Changes fields of a job. Equal values are not a change.
    package func edit(
        _ id: UUID, in session: any WriteSession, by actor: Staff, if precondition: any VersionPrecondition,
        _ input: Input<Edit<Job>>,
        check: ReadOnlyCheck<Job> = .none
    ) throws -> Job {
        if let edit = try? input.get() { try Self.lockReferences(of: edit, session) }
        return try change(id, in: session, by: actor, if: precondition, intent: JobIntent(input)) { transaction in
            let edit = try input.get()
            try transaction.record.apply(edit)
            try JobRules.checkReferences(&transaction.record, from: transaction.original, edit: edit, transaction.session)
            JobRules.followStatus(&transaction.record, from: transaction.original, at: transaction.now)
            if !check.isEmpty {
                try check.check(transaction.original, Self.showingNames(transaction.record, session)) { version in
                    try session.hadVersion(version, of: .job(id))
                }
            }
            let fields = transaction.record.fields(changedFrom: transaction.original)
            guard !fields.isEmpty else { return }
            try transaction.saveFields(
                summary: JobRules.summary(of: fields, from: transaction.original, to: transaction.record))
        }.job
    }

    /// Keeps what the job is about to name from being deleted. Before the job is locked: see `WriteSession`.
    static func lockReferences(of edit: Edit<Job>, _ session: any WriteSession) throws {
        let contact = try edit[.contactID]?.text.flatMap(UUID.init(text:)).flatMap {
            try session.contact($0, includingDeleted: true)
        }
        // A contact is changed under the lock of its client, which stays the same.
        let clients = Set([edit[.clientID]?.text.flatMap(UUID.init(text:)), contact?.clientID].compactMap(\.self))
        for id in clients.sorted(by: { $0.text < $1.text }) { try session.lockReference(toClient: id) }
    }

    /// A job with the details of a client and contact that were just set.
    private static func showingNames(_ job: Job, _ session: any ReadSession) throws -> Job {
        var job = job
        job.client = try job.clientID.flatMap(session.client).map { Job.ClientSummary(id: $0.id, name: $0.name) }
        job.contact = try job.contactID.flatMap(session.contact).map {
            Job.ContactSummary(id: $0.id, name: $0.name, email: $0.email, phone: $0.phone)
        }
        return job
    }

    /// Deletes a job; it can be restored for 30 days.
    ///
    /// - Throws: `JobError.conflict` if it has actual costs.
    package func delete(
        _ id: UUID, in session: any WriteSession, by actor: Staff, if precondition: any VersionPrecondition,
        _ input: Input<Void> = .success(())
    ) throws -> Job {
        try change(id, in: session, by: actor, if: precondition) { transaction in
            try input.get()
            let actual = try transaction.session.costSet(ofJob: id, .actual, revision: transaction.record.revisions.actual)
            guard actual.lines.isEmpty else {
                throw JobError.conflict(
                    .state("This job has actual costs and cannot be deleted. Archive it, or remove its actual cost lines first."))
            }
            transaction.record.deletedAt = transaction.now
            try transaction.saveDeletion()
        }.job
    }

    /// Restores a deleted job.
    ///
    /// - Throws: `JobError.conflict` if it is not deleted.
    package func restore(
        _ id: UUID, in session: any WriteSession, by actor: Staff, if precondition: any VersionPrecondition, _ input: Input<Void>
    ) throws -> Job {
        try change(id, in: session, by: actor, if: precondition, isDeleted: true) { transaction in
            try input.get()
            guard transaction.record.deletedAt != nil else {
                throw JobError.conflict(.state("This job has not been deleted."))
            }
            transaction.record.deletedAt = nil
            try transaction.saveDeletion()
        }.job
    }
}

/// What a creating request expects of its collection, checked in the transaction.
package struct CollectionPrecondition: Sendable {
    let check: @Sendable (any ReadSession) throws -> Void

    package init(_ check: @escaping @Sendable (any ReadSession) throws -> Void) { self.check = check }

    /// Nothing.
    package static let none = CollectionPrecondition { _ in }
}
