package import Foundation

/// One change of one record inside its transaction: the record before and after, and the only way to save it together with
/// the record of the change.
struct RecordTransaction<Record: VersionedRecord> {
    let session: any WriteSession
    let actor: Staff
    let environment: UseCaseEnvironment
    let now: Timestamp
    let original: Record
    var record: Record
    /// The version that the change makes.
    let version: Timestamp

    /// - Parameter version: nil if versions of this kind of record only increase for each record on its own.
    init(
        _ record: Record, in session: any WriteSession, by actor: Staff, environment: UseCaseEnvironment, now: Timestamp,
        version: Timestamp? = nil
    ) {
        (self.session, self.actor, self.environment, self.now) = (session, actor, environment, now)
        (original, self.record, self.version) = (record, record, version ?? record.updatedAt.next(now: now))
    }

    /// Increases the record's version, writes the record, and records the change under the new version.
    mutating func save(
        _ kind: RecordChange.Kind, before: [String: FieldValue], after: [String: FieldValue], summary: String
    ) throws {
        record.updatedAt = version
        try record.update(from: original, in: session)
        try session.insert(
            RecordChange(
                id: environment.newID(), of: record.key, version: version, previous: original.updatedAt, at: now, by: actor.person,
                kind: kind, before: before, after: after, summary: summary))
    }

    /// Saves the fields that differ.
    ///
    /// - Parameters:
    ///   - secrets: What else was set, without its values.
    ///   - undone: The change that is undone by this.
    ///   - summary: A sentence for people; nil to name the fields.
    mutating func saveFields(secrets: [String] = [], undoing undone: RecordChange? = nil, summary: String? = nil) throws {
        let fields = record.fields(changedFrom: original)
        let hidden = Dictionary(uniqueKeysWithValues: secrets.map { ($0, FieldValue.null) })
        try save(
            undone == nil ? .updated : .undone,
            before: (undone?.after ?? [:]).merging(original.values(of: fields).merging(hidden) { $1 }) { $1 },
            after: (undone?.before ?? [:]).merging(record.values(of: fields).merging(hidden) { $1 }) { $1 },
            summary: undone.map { "Undid: \($0.summary)" } ?? summary
                ?? "Changed " + (fields.map { Record.label(of: $0) } + secrets).joined(separator: ", "))
    }

    /// Saves that the record was deleted or restored.
    mutating func saveDeletion() throws where Record: DeletableRecord {
        let isDeleted = record.isDeleted
        try save(
            isDeleted ? .deleted : .restored, before: ["deleted": .flag(!isDeleted)], after: ["deleted": .flag(isDeleted)],
            summary: "\(isDeleted ? "Deleted" : "Restored") the \(Record.kind.noun)")
    }

    /// Records that the record, which was just inserted, was created.
    func recordCreation(secrets: [String] = []) throws {
        let hidden = Dictionary(uniqueKeysWithValues: secrets.map { ($0, FieldValue.null) })
        try session.insert(
            RecordChange(
                id: environment.newID(), of: record.key, version: record.updatedAt, previous: nil, at: now, by: actor.person,
                kind: .created,
                before: [:], after: record.values(of: Array(Record.Field.allCases)).merging(hidden) { $1 },
                summary: "Created the \(Record.kind.noun)"))
    }
}

extension RecordKey.Kind {
    /// As sentences use it.
    var noun: String { self == .staff ? "member of staff" : rawValue }
}
