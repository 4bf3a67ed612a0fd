package import Foundation

/// Something that people said or did about a job.
package struct JobEvent: Hashable, Sendable {
    package let id: UUID
    package let at: Timestamp
    package let by: Person
    /// `note` if a person wrote it.
    package let kind: String
    package let description: String

    package init(id: UUID, at: Timestamp, by: Person, kind: String = "note", description: String) {
        (self.id, self.at, self.by, self.kind, self.description) = (id, at, by, kind, description)
    }
}

/// An event or a change, as in a job's timeline.
package struct TimelineEntry: Hashable, Sendable {
    package let id: UUID
    package let at: Timestamp
    package let by: Person
    /// `event` or `change`.
    package let type: String
    package let kind: String
    /// The text of the event, or a sentence about the change.
    package let description: String

    package init(id: UUID, at: Timestamp, by: Person, type: String, kind: String, description: String) {
        (self.id, self.at, self.by, self.type, self.kind, self.description) = (id, at, by, type, kind, description)
    }
}

/// A record of any kind, as the owner of a history.
package struct RecordKey: Hashable, Sendable {
    package enum Kind: String, CaseIterable, Sendable { case job, client, contact, staff }

    package let kind: Kind
    package let id: UUID

    package init(_ kind: Kind, _ id: UUID) { (self.kind, self.id) = (kind, id) }

    package static func job(_ id: UUID) -> Self { Self(.job, id) }
    package static func client(_ id: UUID) -> Self { Self(.client, id) }
    package static func contact(_ id: UUID) -> Self { Self(.contact, id) }
    package static func staff(_ id: UUID) -> Self { Self(.staff, id) }
}

/// The record of one change of a job, client, contact or member of staff. Every version was made by exactly one change, except those from
/// before such records had a history.
package struct RecordChange: Hashable, Sendable {
    package enum Kind: String, CaseIterable, Sendable {
        case created, updated, event
        case lineAdded = "line_added"
        case lineChanged = "line_changed"
        case lineRemoved = "line_removed"
        case quoteAccepted = "quote_accepted"
        case quoteRevised = "quote_revised"
        case client = "client_changed"
        case deleted, restored, undone
    }

    package let id: UUID
    package let record: RecordKey
    /// The version of the record that this change made.
    package let version: Timestamp
    /// The version that it was based on; nil for the first.
    package let previous: Timestamp?
    package let at: Timestamp
    package let by: Person
    package let kind: Kind
    /// The changed values by field name, before and after.
    package let before: [String: FieldValue]
    package let after: [String: FieldValue]
    /// A sentence for people.
    package let summary: String

    package init(
        id: UUID, of record: RecordKey, version: Timestamp, previous: Timestamp?, at: Timestamp, by: Person, kind: Kind,
        before: [String: FieldValue], after: [String: FieldValue], summary: String
    ) {
        (self.id, self.record, self.version, self.previous) = (id, record, version, previous)
        (self.at, self.by, self.kind) = (at, by, kind)
        (self.before, self.after, self.summary) = (before, after, summary)
    }

    /// The changed fields, in a stable order.
    package var fields: [String] { Set(before.keys).union(after.keys).sorted() }
}
