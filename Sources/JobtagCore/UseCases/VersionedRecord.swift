package import Foundation

/// A record with versions and a history: one mechanism of conditions, merge, history and undo for every kind.
package protocol VersionedRecord: MergeableRecord {
    static var kind: RecordKey.Kind { get }

    var id: UUID { get }
    var createdAt: Timestamp { get }
    var updatedAt: Timestamp { get set }

    /// The record in a 412.
    var current: VersionMismatch.Current { get }

    /// The name of a field, as sentences use it.
    static func label(of field: Field) -> String

    /// Replaces the stored record.
    func update(from original: Self, in session: any WriteSession) throws
}

extension VersionedRecord {
    package var version: Version { Version(id: id, updatedAt: updatedAt) }
    package var key: RecordKey { RecordKey(Self.kind, id) }

    package static func label(of field: Field) -> String { field.rawValue.split(separator: "_").joined(separator: " ") }

    /// The record as it was before the changes.
    ///
    /// - Parameter changes: The changes that led to this version, oldest first.
    package func before(_ changes: [RecordChange]) -> Self {
        var record = self
        for change in changes.reversed() {
            for (name, value) in change.before {
                // A value in history was once valid for the field, so setting it succeeds.
                if let field = Field(rawValue: name) { try? record.set(field, to: value) }
            }
        }
        return record
    }

    /// Checks what a request expects of this record.
    ///
    /// - Parameter intent: What the change is about to do: a 412 says what may be sent again, and a repeat of the last change is recognised by it.
    /// - Throws: `JobError.versionMismatch`, with the changes since; or the error of `precondition`.
    func check<Intent: ChangeIntent>(
        _ precondition: any VersionPrecondition, for intent: Intent, by actor: Staff, _ session: any ReadSession
    ) throws where Intent.Record == Self {
        let result = precondition.evaluate(version)
        guard case .failed = result else { return try result.check { .other } }
        let changes = try changes(since: precondition, session)
        // A repeat continues like any change without effect.
        guard let changes, let yours = intent.edit, isRepeat(of: changes, yours, by: actor) else {
            throw JobError.versionMismatch(VersionMismatch(self, after: changes, intent))
        }
    }

    /// The changes since the version that the request names.
    private func changes(since precondition: any VersionPrecondition, _ session: any ReadSession) throws -> [RecordChange]? {
        // Of several known versions, use the newest: it has the fewest changes since.
        for named in precondition.named.filter({ $0.id == id }).sorted(by: { $0.updatedAt > $1.updatedAt }).prefix(8) {
            if let changes = try session.changes(of: key, since: named.updatedAt) { return changes }
        }
        return nil
    }

    /// Whether a request is certainly the one that made the current version: it comes from the same person, names the previous
    /// version, and its values are all current (RFC 9110 §13.1.1).
    private func isRepeat(of changes: [RecordChange], _ yours: Edit<Self>, by actor: Staff) -> Bool {
        guard changes.count == 1, let last = changes.first, last.kind == .updated, last.version == updatedAt, last.by.id == actor.id
        else { return false }
        var wanted = self
        guard (try? wanted.apply(yours)) != nil else { return false }
        return wanted.fields(changedFrom: self).isEmpty
    }
}

extension Job: DeletableRecord {
    var isDeleted: Bool { deletedAt != nil }
    package static var kind: RecordKey.Kind { .job }
    package var current: VersionMismatch.Current { .job(self) }
    package static func label(of field: Field) -> String { field.label }
    package func update(from original: Job, in session: any WriteSession) throws { try session.update(self, from: original) }
}

/// A record that can be deleted and restored.
protocol DeletableRecord: VersionedRecord {
    var isDeleted: Bool { get }
}

extension Client: DeletableRecord {
    var isDeleted: Bool { deletion != nil }
    package static var kind: RecordKey.Kind { .client }
    package var current: VersionMismatch.Current { .client(self) }
    package func update(from _: Client, in session: any WriteSession) throws { try session.update(self) }
}

extension Contact: DeletableRecord {
    var isDeleted: Bool { deletion != nil }
    package static var kind: RecordKey.Kind { .contact }
    package var current: VersionMismatch.Current { .contact(self) }
    package func update(from _: Contact, in session: any WriteSession) throws { try session.update(self) }
}

extension Staff: VersionedRecord {
    package static var kind: RecordKey.Kind { .staff }
    package var current: VersionMismatch.Current { .staff(self) }
    package static func label(of field: Field) -> String { field == .isActive ? "access" : field.rawValue }
    package func update(from _: Staff, in session: any WriteSession) throws { try session.update(self) }
}
