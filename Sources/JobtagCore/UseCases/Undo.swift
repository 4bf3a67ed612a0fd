package import Foundation

/// Undoing one change: the affected values become what they were before. Later changes of other values are kept; if a later
/// change affected the same values, undo is not possible.
struct Undo {
    let change: JobChange

    /// Why a change cannot be undone.
    struct Obstacle {
        /// A sentence for people.
        let sentence: String
        /// The fields that have changed since, if that is the reason.
        let fields: Set<String>
        /// The affected line, since a cost set has many.
        let line: UUID?

        init(_ sentence: String, changedAgain fields: Set<String> = [], of line: UUID? = nil) {
            (self.sentence, self.fields, self.line) = (sentence, fields, line)
        }
    }

    /// Why the change cannot be undone; nil if it can.
    func obstacle(in job: Job, _ session: any ReadSession) throws -> Obstacle? {
        switch change.kind {
        case .updated, .undone, .lineAdded, .lineChanged, .lineRemoved, .quoteAccepted: break
        case .created: return Obstacle("Creating a job cannot be undone. Delete the job instead.")
        case .event: return Obstacle("Events are a permanent record and cannot be undone.")
        case .quoteRevised: return Obstacle("A quote revision cannot be undone. Change its lines instead.")
        case .client: return Obstacle("This change was made to the client's details. Change them on the client's page.")
        case .deleted: return Obstacle("To bring back a deleted job, restore it.")
        case .restored: return Obstacle("Restoring a job cannot be undone. Delete the job instead.")
        }
        let changedAgain = change.fields.compactMap(Job.Field.init(rawValue:)).filter { field in
            job[field] != change.after[field.rawValue] ?? .null
        }
        guard changedAgain.isEmpty else {
            return Obstacle(
                "This cannot be undone because these fields have changed since: \(changedAgain.map(\.label).joined(separator: ", ")).",
                changedAgain: Set(changedAgain.map(\.rawValue)))
        }
        for name in change.fields where Job.Field(rawValue: name) == nil {
            if let obstacle = try obstacle(in: name, of: job, session) { return obstacle }
        }
        return try referenceObstacle(in: job, session)
    }

    /// The same for values that are not fields of the job itself.
    private func obstacle(in name: String, of job: Job, _ session: any ReadSession) throws -> Obstacle? {
        let expected = change.after[name] ?? .null
        if let kind = CostKind(rawValue: name) {
            guard let id = lineID(name) else { return Obstacle("This change is too old to undo.") }
            // In the current revision: a line changed before the quote was revised is not in it.
            let line = try session.costLine(id, ofJob: job.id, kind, revision: job.revisions[kind])
            guard line?.record ?? .null != expected else { return nil }
            return Obstacle(
                "This cannot be undone because the line in the \(kind.label) has changed since.",
                changedAgain: kind == .quote ? [name, Self.revision] : [name], of: id)
        }
        guard name == Self.acceptance else { return Obstacle("This kind of change cannot be undone.") }
        guard FieldValue(job.quoteAcceptedAt) == expected else {
            return Obstacle(
                "This cannot be undone because the quote's acceptance has changed since.", changedAgain: [name])
        }
        // An acceptance belongs to the quote as it was: it is not restored on a changed one.
        guard change.before[name] ?? .null != .null else { return nil }
        let quote: Set = [CostKind.quote.rawValue, Self.revision]
        let since = try session.changes(ofJob: job.id, since: change.version)
        guard let since, since.allSatisfy({ quote.isDisjoint(with: $0.fields) }) else {
            return Obstacle(
                "This cannot be undone because the quote has changed since. You can accept it again.",
                changedAgain: quote)
        }
        return nil
    }

    /// The error, with the later changes of the same values.
    ///
    /// - Parameter later: The later changes; nil if they are unknown, or too many to list.
    func conflict(_ obstacle: Obstacle, later: [JobChange]?) -> JobError.Conflict {
        guard let later else { return .undo(obstacle.sentence, fields: obstacle.fields.sorted(), later: []) }
        let touching = later.filter { other in
            other.fields.contains { name in
                guard obstacle.fields.contains(name) else { return false }
                guard let line = obstacle.line, CostKind(rawValue: name) != nil else { return true }
                return Undo(change: other).lineID(name) == line
            }
        }
        let touched = Set(touching.flatMap(\.fields)).intersection(obstacle.fields)
        return .undo(obstacle.sentence, fields: touched.sorted(), later: touching)
    }

    /// The records that the job referred to before may have been deleted.
    private func referenceObstacle(in job: Job, _ session: any ReadSession) throws -> Obstacle? {
        var restored = job
        do {
            for (name, value) in change.before {
                guard let field = Job.Field(rawValue: name) else { continue }
                do throws(InvalidValue) {
                    try restored.set(field, to: value)
                } catch {
                    return Obstacle("The \(field.label) cannot be restored to its earlier value: \(error.message)")
                }
            }
            try JobRules.checkReferences(&restored, from: job, edit: [:], session)
            return nil
        } catch JobError.invalid(let errors) {
            return Obstacle("This cannot be undone: \(errors.map(\.message).joined(separator: " "))")
        }
    }

    /// Restores the earlier values. Call it only if there is no obstacle.
    func apply(to transaction: inout JobTransaction) throws {
        for name in change.fields {
            let value = change.before[name] ?? .null
            if let field = Job.Field(rawValue: name) {
                do throws(InvalidValue) {
                    try transaction.job.set(field, to: value)
                } catch {
                    throw JobError.conflict(.state("The \(field.label) cannot be restored to its earlier value: \(error.message)"))
                }
            } else if let kind = CostKind(rawValue: name) {
                try apply(to: transaction, kind, CostLine(record: value), name)
            } else if name == Self.acceptance {
                transaction.job.quoteAcceptedAt = value.text.flatMap { Timestamp(rfc3339: $0) }
            }
        }
    }

    private func apply(to transaction: JobTransaction, _ kind: CostKind, _ line: CostLine?, _ name: String) throws {
        let (session, job) = (transaction.session, transaction.job)
        if let line {
            if change.after[name] == nil {
                try CostLine.checkRoom(in: session, job, kind)
                try session.insert(line, ofJob: job.id, kind, revision: job.revisions[kind])
            } else {
                try session.update(line)
            }
        } else if let id = lineID(name) {
            try session.deleteCostLine(id)
        }
    }

    private func lineID(_ name: String) -> UUID? {
        (CostLine(record: change.after[name]) ?? CostLine(record: change.before[name]))?.id
    }

    private static let acceptance = "quote_acceptance_date"
    private static let revision = "quote_revision"
}

extension JobService {
    /// Undoes a change, as a new change that can be undone too.
    ///
    /// - Parameter input: The id of the change.
    /// - Throws: `JobError.conflict` if the same values have changed since.
    package func undo(
        of id: UUID, in session: any WriteSession, by actor: Staff, if precondition: any VersionPrecondition, _ input: Input<UUID>
    ) throws -> Job {
        // What the job will refer to again.
        if let changeID = try? input.get(), let before = try session.change(changeID, ofJob: id)?.before {
            var references: Edit<Job> = [:]
            for field in [Job.Field.clientID, .contactID] { references[field] = before[field.rawValue] }
            try Self.lockReferences(of: references, session)
        }
        return try change(id, in: session, by: actor, if: precondition) { transaction in
            let changeID = try input.get()
            guard let change = try session.change(changeID, ofJob: id) else {
                throw JobError.invalid("change_id", "This job has no change with this id.")
            }
            let undo = Undo(change: change)
            if let obstacle = try undo.obstacle(in: transaction.job, session) {
                let later = try session.changes(ofJob: id, since: change.version)
                throw JobError.conflict(undo.conflict(obstacle, later: later))
            }
            try undo.apply(to: &transaction)
            try JobRules.checkReferences(&transaction.job, from: transaction.original, edit: [:], session)
            JobRules.followStatus(&transaction.job, from: transaction.original, at: transaction.now)
            // Further changes made by the rules, such as a cleared contact, are part of the record.
            let fields = transaction.job.fields(changedFrom: transaction.original)
            try transaction.save(
                .undone, before: change.after.merging(transaction.original.values(of: fields)) { $1 },
                after: change.before.merging(transaction.job.values(of: fields)) { $1 },
                summary: "Undid: \(change.summary)")
        }.job
    }

    /// A job's changes, newest first, with whether each can be undone.
    package func history(of id: UUID, limit: Int) async throws -> (job: Job, changes: [(change: JobChange, canUndo: Bool)]) {
        let (job, changes) = try await read(id) { session, job in
            let changes = try session.changes(ofJob: id, limit: limit)
            try session.prefetch { for change in changes { _ = try Undo(change: change).obstacle(in: job, session) } }
            return try changes.map { change in
                let obstacle = try Undo(change: change).obstacle(in: job, session)
                return (change: change, canUndo: obstacle == nil)
            }
        }
        return (job, changes)
    }
}
