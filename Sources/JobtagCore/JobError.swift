package import Foundation

/// What is wrong with one field of a request.
package struct FieldError: Error, Hashable, Sendable {
    package let field: String
    package let message: String

    package init(_ field: String, _ message: String) {
        (self.field, self.message) = (field, message)
    }
}

/// Every way in which a use case can refuse. The API's one table gives each its HTTP status.
package enum JobError: Error, Sendable {
    /// Nothing of that kind has that id; `what` completes "There is no …".
    case notFound(what: String)
    /// The job was deleted, and can still be restored; `by` is nil where that is no longer in the history.
    case jobDeleted(Job, by: Person?)
    /// The client was deleted, and can still be restored, with its contacts.
    case clientDeleted(Client, Deletion)
    /// The contact was deleted, and can still be restored.
    case contactDeleted(Contact, Deletion)
    /// The role may not do this.
    case forbidden(String)
    /// No version was named where one is needed.
    case versionRequired(VersionRequired)
    /// The version named is not the one now.
    case versionMismatch(VersionMismatch)
    /// A condition of the request that cannot be read.
    case unreadableCondition(header: String, String)
    /// A body that cannot be read at all.
    case unreadableBody(String)
    /// The request's data is not valid.
    case invalid([FieldError])
    /// The request is sound, but not in the state things are in.
    case conflict(Conflict)

    package enum VersionRequired: Hashable, Sendable { case absent, wildcard }

    package enum Conflict: Sendable {
        case state(String)
        case duplicateEvent(JobEvent)
        /// A change that cannot be taken back; `later` are those that touched the same since, oldest first.
        case undo(String, fields: [String], later: [JobChange])
    }

    package static func noJob(_ id: UUID) -> JobError { .notFound(what: "job with the id \(id.text)") }

    package static func invalid(_ field: String, _ message: String) -> JobError {
        .invalid([FieldError(field, message)])
    }
}

/// What a person needs to get on after somebody else was first.
package struct VersionMismatch: Sendable {
    /// What exists now, in the form that a GET shows.
    package enum Current: Sendable {
        /// A job; `changes` are those since the version named, nil where that is not in the history; `yours` is what the request
        /// wanted its fields to be, nil where it is not about fields.
        case job(Job, changes: [JobChange]?, yours: Edit<Job>?)
        case client(Client)
        case contact(Contact)
        case staff(Staff)
        /// A collection, or nothing at all.
        case other
    }

    package let current: Current

    package init(current: Current) { self.current = current }

    /// The three-way merge of what the request wanted with what exists now.
    ///
    /// This takes up to a few tenths of a second where texts are long, so do it outside the transaction.
    ///
    /// - Returns: nil where the request is not about fields, or the version it names is not in the history.
    package func merge() -> RecordMerge<Job>? {
        guard case .job(let job, let changes?, let yours?) = current else { return nil }
        return RecordMerge(base: job.before(changes), yours: yours, theirs: job)
    }
}
