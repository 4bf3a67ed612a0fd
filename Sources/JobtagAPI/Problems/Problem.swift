import Foundation
package import JobtagCore

/// A problem as defined in RFC 9457.
package struct Problem: Error, Sendable {
    package let type: ProblemType
    /// A sentence to show a person.
    package let detail: String
    /// The errors by field.
    package var errors: [FieldError]
    /// Additional members.
    package var members: @Sendable (inout JSONWriter) -> Void
    /// The number of seconds to wait before retrying.
    package var retryAfter: Int?
    /// The supported content codings, if the request body had another (RFC 9110 §15.5.16).
    package var acceptedCodings: String?
    /// The error of the token in a 401 (RFC 6750 §3.1); nil if no token was sent.
    package var tokenError: String?

    package init(
        _ type: ProblemType, _ detail: String, errors: [FieldError] = [], retryAfter: Int? = nil, acceptedCodings: String? = nil,
        members: @escaping @Sendable (inout JSONWriter) -> Void = { _ in }
    ) {
        (self.type, self.detail, self.errors) = (type, detail, errors)
        (self.retryAfter, self.acceptedCodings, self.members) = (retryAfter, acceptedCodings, members)
    }

    /// The problem as `application/problem+json`.
    ///
    /// - Parameters:
    ///   - instance: The path of the request, below the base path.
    ///   - base: The base path; empty for none.
    package func json(instance: String, base: String = "") -> [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.member("type", base + "/problems/" + type.rawValue)
            json.member("title", type.title)
            json.key("status")
            json.number(Int64(type.status))
            json.member("detail", detail)
            json.member("instance", base + instance)
            json.member("error", detail)
            if type.status == 400 {
                json.key("errors")
                json.array(errors) { json, error in
                    json.object { json in
                        json.member("field", error.field)
                        json.member("message", error.message)
                    }
                }
            }
            members(&json)
        }
        return json.bytes
    }
}

extension Problem {
    /// The problem for a use case's error.
    ///
    /// - Parameters:
    ///   - namedTag: The entity tag in the request, exactly as in the header.
    ///   - url: The URL at which to load the current version.
    ///   - resolution: For a version mismatch, what `VersionMismatch.resolved()` returned.
    package init(_ error: JobError, namedTag: String?, url: String, resolution: VersionMismatch.Resolution? = nil) {
        switch error {
        case .notFound(let what):
            self.init(.notFound, "There is no \(what).")
        case .jobDeleted(let job, let person):
            let who = person.map { " by \($0.name)" } ?? ""
            self.init(.notFound, "Job \(job.number) was deleted\(who). It can still be restored.") { json in
                json.key("deleted")
                json.deletion(of: job, by: person)
            }
        case .clientDeleted(let client, let deletion):
            self.init(.notFound, "The client \(client.name) was deleted by \(deletion.by.name). It can still be restored.") {
                json in
                json.key("deleted_client")
                json.deletion(of: client, deletion)
            }
        case .contactDeleted(let contact, let deletion):
            self.init(.notFound, "The contact \(contact.name) was deleted by \(deletion.by.name). It can still be restored.") {
                json in
                json.key("deleted_contact")
                json.deletion(of: contact, deletion)
            }
        case .forbidden(let detail):
            self.init(.forbidden, detail)
        case .versionRequired(.absent):
            self.init(
                .preconditionRequired,
                "Send an If-Match header with the ETag of the version you saw. Load it first: GET \(url)")
        case .versionRequired(.wildcard):
            self.init(
                .preconditionRequired,
                "If-Match: * names no version. Load the record first and send its ETag: GET \(url)")
        case .versionMismatch(let mismatch):
            self.init(mismatch, resolution ?? mismatch.resolved(), namedTag: namedTag)
        case .unreadableCondition(let header, let why):
            self.init(.malformedCondition, why, errors: [FieldError(header, why)])
        case .unreadableBody(let why):
            self.init(.notJSON, why, errors: [FieldError("body", why)])
        case .invalid(let errors):
            let sentences = errors.prefix(3).map { "\($0.field): \($0.message)" }
            let rest = errors.count > 3 ? " And \(errors.count - 3) more." : ""
            self.init(.invalid, sentences.joined(separator: " ") + rest, errors: errors)
        case .conflict(.state(let detail)):
            self.init(.conflict, detail)
        case .conflict(.undo(let detail, let fields, let later)):
            self.init(.conflict, detail) { json in
                json.key("fields")
                json.array(fields) { $0.string($1) }
                json.key("changes")
                json.array(later) { $0.changeSummary($1) }
            }
        case .conflict(.duplicateEvent(let event)):
            self.init(.duplicateEvent, "You already added this event a moment ago.") { json in
                json.key("existing_event")
                json.event(event)
            }
        }
    }

    private init(_ mismatch: VersionMismatch, _ resolution: VersionMismatch.Resolution, namedTag: String?) {
        let who = mismatch.changes?.last.map { "\($0.by.name) has changed this record" } ?? "The record has changed"
        self.init(.preconditionFailed, "\(who), so your change was not saved. Look at the current version.") { json in
            json.member("your_etag", namedTag)
            switch mismatch.current {
            case .job(let job):
                json.member("job_id", job.id.text)
                json.member("current_etag", job.version.entityTag)
                json.key("current")
                json.job(job)
            case .client(let client):
                json.member("current_etag", client.version.entityTag)
                json.key("current")
                json.client(client)
            case .contact(let contact):
                json.member("current_etag", contact.version.entityTag)
                json.key("current")
                json.contact(contact)
            case .staff(let staff):
                json.member("current_etag", staff.version.entityTag)
                json.key("current")
                json.staff(staff)
            case .other: return
            }
            json.member("resend", resolution.resend.rawValue)
            json.key("changes")
            if let changes = mismatch.changes { json.array(changes) { $0.changeSummary($1) } } else { json.null() }
            json.key("merge")
            if let merge = resolution.merge { json.merge(merge) } else { json.null() }
        }
    }
}
