package import Foundation
package import JobtagCore

/// The members of a request body.
package struct JSONBody: Sendable {
    package let members: [String: FieldValue]

    /// - Throws: `JobError.unreadableBody` if the body is not valid JSON, or not an object.
    package init(json: [UInt8]) throws(JobError) {
        let value: FieldValue
        do throws(UnreadableJSON) {
            value = try FieldValue(json: json)
        } catch {
            throw .unreadableBody("The request body is not valid JSON: \(error).")
        }
        guard case .record(let members) = value else { throw .unreadableBody("The request body must be a JSON object.") }
        self.members = members
    }

    /// A request without a body.
    package init() { members = [:] }

    /// The values for the fields of a record.
    ///
    /// - Parameters:
    ///   - readOnly: Read-only members; their values are checked with the record (`ReceivedMembers`).
    ///   - ids: Members that repeat an id from the path, with the required values.
    ///   - isWhole: Whether every field is required.
    ///   - also: Additional members that the caller reads.
    /// - Throws: `JobError.invalid` with every invalid member.
    package func edit<Record: EditableRecord>(
        of _: Record.Type = Record.self, readOnly: Set<String>, ids: [String: UUID], isWhole: Bool = false,
        also: Set<String> = []
    ) throws(JobError) -> Edit<Record> {
        var edit: Edit<Record> = [:]
        var errors = unknown(besides: { Record.Field(rawValue: $0) != nil || also.contains($0) }, readOnly: readOnly, ids: ids)
        for field in Record.Field.allCases {
            if let value = members[field.rawValue] {
                edit[field] = value
            } else if isWhole {
                errors.append(
                    FieldError(
                        field.rawValue,
                        "This field is missing. PUT needs all fields; to change only some, use PATCH."))
            }
        }
        guard errors.isEmpty else { throw .invalid(errors) }
        return edit
    }

    /// The operation's single member, or `null`.
    package func only(_ name: String?, ids: [String: UUID]) throws(JobError) -> FieldValue {
        let errors = unknown(besides: { $0 == name }, readOnly: [], ids: ids)
        guard errors.isEmpty else { throw .invalid(errors) }
        return name.flatMap { members[$0] } ?? .null
    }

    private func unknown(
        besides isKnown: (String) -> Bool, readOnly: Set<String>, ids: [String: UUID]
    ) -> [FieldError] {
        members.keys.filter { !isKnown($0) }.sorted().lazy.compactMap { name -> FieldError? in
            if let id = ids[name] {
                guard let text = members[name]?.text, UUID(text: text) == id else {
                    return FieldError(name, "This does not match the id in the URL: \(id.text).")
                }
                return nil
            }
            return readOnly.contains(name) ? nil : FieldError(name.beginning(scalars: 100), "This field does not exist.")
        }.prefix(100).map { $0 }
    }
}

/// The read-only members of each schema. Clients may send them back as received.
package enum ReadOnlyMembers {
    private static let version: Set = ["id", "created_at", "updated_at", "etag"]

    package static let job = version.union([
        "job_id", "job_number", "client", "contact", "quote_acceptance_date", "completed_at", "created_by",
    ])
    package static let costLine = version.union(["job_id", "cost", "revenue", "created_by"])
    package static let client = version
    package static let contact = version.union(["client_id"])
    package static let staff = version
}
