public import Foundation

/// Something people said or did about a job.
public struct JobEvent: Hashable, Sendable {
    public let id: UUID
    public let at: Timestamp
    public let by: Person
    /// `note` for what people write.
    public let kind: String
    public let description: String

    public init(id: UUID, at: Timestamp, by: Person, kind: String = "note", description: String) {
        (self.id, self.at, self.by, self.kind, self.description) = (id, at, by, kind, description)
    }
}

/// The record of one change of a job. Every version of a job has exactly one: the change that made it.
public struct JobChange: Hashable, Sendable {
    public enum Kind: String, CaseIterable, Sendable {
        case created, updated, event
        case lineAdded = "line_added"
        case lineChanged = "line_changed"
        case lineRemoved = "line_removed"
        case quoteAccepted = "quote_accepted"
        case quoteRevised = "quote_revised"
        case client = "client_changed"
        case deleted, restored, undone
    }

    public let id: UUID
    public let jobID: UUID
    /// The job's version this change made.
    public let version: Timestamp
    /// The version it was made from; nil for the first.
    public let previous: Timestamp?
    public let at: Timestamp
    public let by: Person
    public let kind: Kind
    /// What it changed, by the names of the fields, with their values before and after.
    public let before: [String: FieldValue]
    public let after: [String: FieldValue]
    /// A sentence for people.
    public let summary: String

    public init(
        id: UUID, jobID: UUID, version: Timestamp, previous: Timestamp?, at: Timestamp, by: Person, kind: Kind,
        before: [String: FieldValue], after: [String: FieldValue], summary: String
    ) {
        (self.id, self.jobID, self.version, self.previous) = (id, jobID, version, previous)
        (self.at, self.by, self.kind) = (at, by, kind)
        (self.before, self.after, self.summary) = (before, after, summary)
    }

    /// The fields it touched, in a stable order.
    public var fields: [String] { Set(before.keys).union(after.keys).sorted() }
}
