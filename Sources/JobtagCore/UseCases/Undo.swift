package import Foundation

/// Undoing one change: the affected values become what they were before. Later changes of other values are kept; if a later
/// change affected the same values, undo is not possible.
struct Undo {
    let change: RecordChange

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
        case .updated, .undone, .lineAdded, .lineChanged, .lineRemoved, .quoteAccepted, .created, .deleted, .restored: break
        case .event: return Obstacle("Events are a permanent record and cannot be undone.")
        case .quoteRevised: return Obstacle("A quote revision cannot be undone. Change its lines instead.")
        case .client: return Obstacle("This change was made to the client's details. Change them on the client's page.")
        }
        if let obstacle = fieldObstacle(in: job) { return obstacle }
        for name in change.fields where Job.Field(rawValue: name) == nil {
            if let obstacle = try obstacle(in: name, of: job, session) { return obstacle }
        }
        // The records that the job referred to before may have been deleted.
        return try ruleObstacle(in: job) { try JobRules.checkReferences(&$0, from: job, edit: [:], session) }
    }

    /// The same for a record without parts.
    ///
    /// - Parameter check: Throws if the rules of this kind of record do not allow it to become what it was.
    func obstacle<Record: VersionedRecord>(in record: Record, check: (inout Record) throws -> Void = { _ in }) throws -> Obstacle? {
        if let obstacle = fieldObstacle(in: record) { return obstacle }
        let hidden = change.fields.filter { Record.Field(rawValue: $0) == nil }
        guard hidden.isEmpty else {
            return Obstacle("The \(hidden.joined(separator: ", ")) cannot be restored to its earlier value. Set a new one.")
        }
        return try ruleObstacle(in: record, check: check)
    }

    /// What keeps a record from having its earlier values again.
    private func ruleObstacle<Record: VersionedRecord>(in record: Record, check: (inout Record) throws -> Void) throws -> Obstacle?
    {
        var restored = record
        do {
            try apply(to: &restored)
            try check(&restored)
            return nil
        } catch JobError.conflict(.state(let sentence)) {
            return Obstacle(sentence)
        } catch JobError.invalid(let errors) {
            return Obstacle("This cannot be undone: \(errors.map(\.message).joined(separator: " "))")
        }
    }

    /// What keeps the fields of a record from being restored.
    private func fieldObstacle<Record: VersionedRecord>(in record: Record) -> Obstacle? {
        let noun = Record.kind.noun
        let instead = Record.kind == .staff ? "Deactivate them instead." : "Delete the \(noun) instead."
        switch change.kind {
        case .created: return Obstacle("Creating a \(noun) cannot be undone. \(instead)")
        case .deleted: return Obstacle("To bring back a deleted \(noun), restore it.")
        case .restored: return Obstacle("Restoring a \(noun) cannot be undone. \(instead)")
        default: break
        }
        let changedAgain = change.fields.compactMap(Record.Field.init(rawValue:)).filter { field in
            record[field] != change.after[field.rawValue] ?? .null
        }
        guard !changedAgain.isEmpty else { return nil }
        return Obstacle(
            "This cannot be undone because these fields have changed since: \(changedAgain.map(Record.label(of:)).joined(separator: ", ")).",
            changedAgain: Set(changedAgain.map(\.rawValue)))
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
        let since = try session.changes(of: .job(job.id), since: change.version)
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
    func conflict(_ obstacle: Obstacle, later: [RecordChange]?) -> JobError.Conflict {
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

    /// Restores the earlier values. Call it only if there is no obstacle.
    func apply(to transaction: inout RecordTransaction<Job>) throws {
        try apply(to: &transaction.record)
        for name in change.fields {
            let value = change.before[name] ?? .null
            if let kind = CostKind(rawValue: name) {
                try apply(to: transaction, kind, CostLine(record: value), name)
            } else if name == Self.acceptance {
                transaction.record.quoteAcceptedAt = value.text.flatMap { Timestamp(rfc3339: $0) }
            }
        }
    }

    /// Restores the earlier values of a record's own fields.
    func apply<Record: VersionedRecord>(to record: inout Record) throws {
        for field in change.fields.compactMap(Record.Field.init(rawValue:)) {
            do throws(InvalidValue) {
                try record.set(field, to: change.before[field.rawValue] ?? .null)
            } catch {
                throw JobError.conflict(
                    .state("The \(Record.label(of: field)) cannot be restored to its earlier value: \(error.message)"))
            }
        }
    }

    private func apply(to transaction: RecordTransaction<Job>, _ kind: CostKind, _ line: CostLine?, _ name: String) throws {
        let (session, job) = (transaction.session, transaction.record)
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
        if let changeID = try? input.get(), let before = try session.change(changeID, of: .job(id))?.before {
            var references: Edit<Job> = [:]
            for field in [Job.Field.clientID, .contactID] { references[field] = before[field.rawValue] }
            try Self.lockReferences(of: references, session)
        }
        return try change(id, in: session, by: actor, if: precondition) { transaction in
            let changeID = try input.get()
            let undo = try Undo(of: changeID, in: transaction.record, session) { try $0.obstacle(in: $1, session) }
            let change = undo.change
            try undo.apply(to: &transaction)
            try JobRules.checkReferences(&transaction.record, from: transaction.original, edit: [:], session)
            JobRules.followStatus(&transaction.record, from: transaction.original, at: transaction.now)
            // Further changes made by the rules, such as a cleared contact, are part of the record.
            try transaction.saveFields(undoing: change)
        }.job
    }

    /// A job's changes, newest first, with whether each can be undone.
    package func history(of id: UUID, limit: Int) async throws -> RecordHistory<Job> {
        let (job, changes) = try await read(id) { session, job in
            let changes = try session.changes(of: .job(id), limit: limit)
            try session.prefetch { for change in changes { _ = try Undo(change: change).obstacle(in: job, session) } }
            return try changes.map { change in
                let obstacle = try Undo(change: change).obstacle(in: job, session)
                return (change: change, canUndo: obstacle == nil)
            }
        }
        return RecordHistory(record: job, changes: changes)
    }
}

/// The changes of a record, newest first, with whether each can be undone.
package struct RecordHistory<Record: VersionedRecord>: Sendable {
    package let record: Record
    package let changes: [(change: RecordChange, canUndo: Bool)]

    init(record: Record, changes: [(change: RecordChange, canUndo: Bool)]) { (self.record, self.changes) = (record, changes) }

    /// Of a record without parts.
    ///
    /// - Parameter check: As in `Undo.obstacle`.
    init(of record: Record, limit: Int, _ session: any ReadSession, check: (inout Record) throws -> Void = { _ in }) throws {
        self.record = record
        changes = try session.changes(of: record.key, limit: limit).map { change in
            (change, try Undo(change: change).obstacle(in: record, check: check) == nil)
        }
    }
}

extension Undo {
    /// The undoing of a change of this record.
    ///
    /// - Throws: `JobError.invalid` if the record has no such change, `JobError.conflict` if it cannot be undone.
    init<Record: VersionedRecord>(
        of changeID: UUID, in record: Record, _ session: any ReadSession, obstacle: (Undo, Record) throws -> Obstacle?
    ) throws {
        guard let change = try session.change(changeID, of: record.key) else {
            throw JobError.invalid("change_id", "This \(Record.kind.noun) has no change with this id.")
        }
        self.init(change: change)
        if let obstacle = try obstacle(self, record) {
            throw JobError.conflict(conflict(obstacle, later: try session.changes(of: record.key, since: change.version)))
        }
    }
}
