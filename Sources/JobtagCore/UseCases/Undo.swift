package import Foundation

/// Taking one change back: what it changed gets the values it had before. Nothing that came after is touched; where something
/// that came after touched the same, there is no taking back.
struct Undo {
    let change: JobChange

    /// Why the change cannot be taken back, as a sentence; nil where it can be.
    ///
    /// - Parameter line: Finds a line of the revision in force of one of the job's cost sets.
    func obstacle(in job: Job, _ session: any ReadSession) throws -> String? {
        switch change.kind {
        case .updated, .undone, .lineAdded, .lineChanged, .lineRemoved, .quoteAccepted: break
        case .created: return "Making a job cannot be undone; it can be deleted."
        case .event: return "An event is a record of what was said and done, so it stays."
        case .quoteRevised: return "A new revision of the quote cannot be undone; change its lines instead."
        case .client: return "This was a change of the client's details; change them there."
        case .deleted: return "A deleted job is brought back by restoring it."
        case .restored: return "A restored job can be deleted again."
        }
        for name in change.fields {
            let expected = change.after[name] ?? .null
            if let field = Job.Field(rawValue: name) {
                if job[field] != expected { return "This cannot be undone, because it has changed again since: \(field.label)." }
            } else if let kind = CostKind(rawValue: name) {
                guard let id = lineID(name) else { return "This change is too old to be undone." }
                let line = try session.costLine(id, ofJob: job.id, kind, revision: job.revisions[kind])
                let now = line?.record ?? .null
                if now != expected { return "The line in the \(kind.rawValue) has changed again since, so this cannot be undone." }
            } else if name == Self.acceptance {
                if FieldValue(job.quoteAcceptedAt) != expected {
                    return "The acceptance of the quote has changed again since, so this cannot be undone."
                }
                // An acceptance is of the quote as it was: it is not put back on another one.
                if (change.before[name] ?? .null) != .null {
                    let since = try session.changes(ofJob: job.id, since: change.version)
                    let quote: Set = [CostKind.quote.rawValue, "quote_revision"]
                    guard let since, since.allSatisfy({ quote.isDisjoint(with: $0.fields) }) else {
                        return "The quote has changed since, so its acceptance cannot be put back; it can be accepted again."
                    }
                }
            } else {
                return "This kind of change cannot be undone."
            }
        }
        return try referenceObstacle(in: job, session)
    }

    /// The refusal, with who has changed the same since.
    func conflict(_ obstacle: String, later: [JobChange]) -> JobError.Conflict {
        let fields = Set(change.fields)
        let touching = later.filter { !fields.isDisjoint(with: $0.fields) }
        let touched = Set(touching.flatMap(\.fields)).intersection(fields)
        return .undo(obstacle, fields: touched.sorted(), later: touching)
    }

    /// What the job named before may be gone by now.
    private func referenceObstacle(in job: Job, _ session: any ReadSession) throws -> String? {
        var restored = job
        do {
            for (name, value) in change.before {
                guard let field = Job.Field(rawValue: name) else { continue }
                do throws(Refusal) {
                    try restored.set(field, to: value)
                } catch {
                    return "The \(field.label) cannot be what it was: \(error.message)"
                }
            }
            try JobRules.checkReferences(&restored, from: job, edit: [:], session)
            return nil
        } catch JobError.invalid(let errors) {
            return "This cannot be undone: \(errors.map(\.message).joined(separator: " "))"
        }
    }

    /// Puts back what was before. Only where there is no obstacle.
    func apply(to transaction: inout JobTransaction) throws {
        for name in change.fields {
            let value = change.before[name] ?? .null
            if let field = Job.Field(rawValue: name) {
                do throws(Refusal) {
                    try transaction.job.set(field, to: value)
                } catch {
                    throw JobError.conflict(.state("The \(field.label) cannot be what it was: \(error.message)"))
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
}

extension JobService {
    /// Takes a change back, as a change of its own, which can be taken back in turn.
    ///
    /// - Parameter input: The id of the change.
    /// - Throws: `JobError.conflict` when what it changed has changed again since.
    package func undo(
        of id: UUID, in session: any WriteSession, by actor: Staff, if expectation: any Expectation, _ input: Input<UUID>
    ) throws -> Job {
        try change(id, in: session, by: actor, if: expectation) { transaction in
            let changeID = try input.get()
            guard let change = try session.change(changeID, ofJob: id) else {
                throw JobError.invalid("change_id", "This job has no change with this id.")
            }
            let undo = Undo(change: change)
            if let obstacle = try undo.obstacle(in: transaction.job, session) {
                let later = try session.changes(ofJob: id, since: change.version) ?? []
                throw JobError.conflict(undo.conflict(obstacle, later: later))
            }
            try undo.apply(to: &transaction)
            try JobRules.checkReferences(&transaction.job, from: transaction.original, edit: [:], session)
            JobRules.followStatus(&transaction.job, from: transaction.original, at: transaction.now)
            // What the rules changed besides, such as a contact that is cleared, is part of the record.
            let fields = transaction.job.fields(changedFrom: transaction.original)
            try transaction.save(
                .undone, before: change.after.merging(transaction.original.values(of: fields)) { $1 },
                after: change.before.merging(transaction.job.values(of: fields)) { $1 },
                summary: "Took back: \(change.summary)")
        }.job
    }

    /// A job's changes, newest first, with whether each can be taken back.
    package func history(of id: UUID, limit: Int) async throws -> (job: Job, changes: [(change: JobChange, canUndo: Bool)]) {
        let (job, changes) = try await read(id) { session, job in
            try session.changes(ofJob: id, limit: limit).map { change in
                let obstacle = try Undo(change: change).obstacle(in: job, session)
                return (change: change, canUndo: obstacle == nil)
            }
        }
        return (job, changes)
    }
}
