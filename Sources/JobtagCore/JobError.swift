package import Foundation

/// The error of one field of a request.
package struct FieldError: Error, Hashable, Sendable {
    package let field: String
    package let message: String

    package init(_ field: String, _ message: String) {
        (self.field, self.message) = (field, message)
    }
}

/// Every error of a use case. The API's table maps each to an HTTP status.
package enum JobError: Error, Sendable {
    /// No record of that kind has that id; `what` completes "There is no …".
    case notFound(what: String)
    /// The job was deleted and can still be restored; `by` is nil if this is no longer in the history.
    case jobDeleted(Job, by: Person?)
    /// The client was deleted and can still be restored, with its contacts.
    case clientDeleted(Client, Deletion)
    /// The contact was deleted and can still be restored.
    case contactDeleted(Contact, Deletion)
    /// The role is not allowed to do this.
    case forbidden(String)
    /// No version was named although one is required.
    case versionRequired(VersionRequired)
    /// The named version is not the current one.
    case versionMismatch(VersionMismatch)
    /// A malformed condition of the request.
    case unreadableCondition(header: String, String)
    /// A body that cannot be parsed.
    case unreadableBody(String)
    /// The request is invalid.
    case invalid([FieldError])
    /// The request is valid but conflicts with the current state.
    case conflict(Conflict)

    package enum VersionRequired: Hashable, Sendable { case absent, wildcard }

    package enum Conflict: Sendable {
        case state(String)
        case duplicateEvent(JobEvent)
        /// A change that cannot be undone; `later` are the later changes of the same fields, oldest first.
        case undo(String, fields: [String], later: [RecordChange])
    }

    package static func noJob(_ id: UUID) -> JobError { .notFound(what: "job with the id \(id.text)") }

    package static func invalid(_ field: String, _ message: String) -> JobError {
        .invalid([FieldError(field, message)])
    }
}

/// What a person needs to continue after someone else has changed the record.
package struct VersionMismatch: Sendable {
    /// The current record, as returned by GET.
    package enum Current: Sendable {
        case job(Job)
        case client(Client)
        case contact(Contact)
        case staff(Staff)
        /// Not a single record, for instance a collection.
        case other
    }

    package let current: Current
    /// The changes since the named version, oldest first; nil if that is not in the history.
    package let changes: [RecordChange]?
    private let resolve: @Sendable () -> Resolution

    /// Where nothing is known of the changes since.
    package init(current: Current) {
        (self.current, changes) = (current, nil)
        resolve = { Resolution(resend: .ask, merge: nil) }
    }

    package init<Intent: ChangeIntent>(_ record: Intent.Record, after changes: [RecordChange]?, _ intent: Intent) {
        (current, self.changes) = (record.current, changes)
        resolve = {
            let merge = changes.flatMap { intent.merge(into: record, after: $0) }
            return Resolution(resend: intent.resend(after: changes, merge: merge), merge: merge)
        }
    }

    /// What may be sent again, and the three-way merge of the requested values with the current record.
    ///
    /// This takes up to a few tenths of a second if texts are long, so do it outside the transaction.
    package func resolved() -> Resolution { resolve() }

    /// How a person or a program can continue.
    package struct Resolution: Sendable {
        package let resend: Resend
        /// nil if the request does not change fields, or the named version is not in the history.
        package let merge: NamedMerge?
    }
}
