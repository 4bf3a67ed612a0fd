import ConditionalRequests
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdCore
import JobtagAPI
import JobtagCore

/// A record with its own tag other than a job: a client, contact or member of staff.
protocol TaggedRecord: VersionedRecord {
    static var readOnlyMembers: Set<String> { get }
    func write(to json: inout JSONWriter)
}

extension Client: TaggedRecord {
    static var readOnlyMembers: Set<String> { ReadOnlyMembers.client }
    func write(to json: inout JSONWriter) { json.client(self) }
}

extension Contact: TaggedRecord {
    static var readOnlyMembers: Set<String> { ReadOnlyMembers.contact }
    func write(to json: inout JSONWriter) { json.contact(self) }
}

extension Staff: TaggedRecord {
    static var readOnlyMembers: Set<String> { ReadOnlyMembers.staff }
    func write(to json: inout JSONWriter) { json.staff(self) }
}

extension Input<JSONBody> {
    /// The check of read-only members in the body, given a rendering of the record.
    func check<Record: Sendable>(
        readOnly: Set<String>, ids: [String: UUID], _ write: @escaping @Sendable (inout JSONWriter, Record) -> Void
    ) -> ReadOnlyCheck<Record> {
        (try? get()).map { ReceivedMembers($0, readOnly: readOnly, ids: ids).check(write) } ?? .none
    }
}

/// Shared by the operations on such records.
extension AppServices {
    func show<Record: TaggedRecord>(_ request: OperationRequest, _ record: Record) throws -> Response {
        try request.read(record.version, mode) { tag in ResponseBuilder.json(tag) { record.write(to: &$0) } }
    }

    func created<Record: TaggedRecord>(_ record: Record, at collection: String) -> BufferedResponse {
        ResponseBuilder.json(record.version.entityTag, status: .created, location: collection + record.id.text + "/") {
            record.write(to: &$0)
        }
    }

    func changed<Record: TaggedRecord>(_ record: Record, at collection: String) -> BufferedResponse {
        ResponseBuilder.json(record.version.entityTag, contentLocation: collection + record.id.text + "/") { record.write(to: &$0) }
    }

    func deleted<Record: TaggedRecord>(_ record: Record) -> BufferedResponse {
        ResponseBuilder.json(record.version.entityTag) { json in
            json.object { json in
                json.member("id", record.id.text)
                json.member("deleted", true)
                json.member("etag", record.version.entityTag)
            }
        }
    }

    /// More than any record has; the store stops earlier if the changes are long.
    static let shownChanges = 20_000

    func show<Record: VersionedRecord>(_ request: OperationRequest, _ history: RecordHistory<Record>) throws -> Response {
        try request.read(history.record.version, mode) { tag in
            ResponseBuilder.json(tag) { json in
                json.object { json in
                    json.key("changes")
                    json.array(history.changes) { $0.change($1.change, canUndo: $1.canUndo) }
                }
            }
        }
    }

    /// The body of a creation, PUT or PATCH.
    func input<Record: TaggedRecord>(
        _ request: OperationRequest, of _: Record.Type = Record.self, ids: [String: UUID],
        unless exists: () async throws -> Void = {}
    ) async throws -> (Input<Edit<Record>>, ReadOnlyCheck<Record>) {
        let body = try await request.body(acceptsMergePatch: request.http.method == .patch, unless: exists)
        let input = body.flatMap { body in
            Result { () throws(JobError) in
                try body.edit(
                    of: Record.self, readOnly: Record.readOnlyMembers, ids: ids, isWhole: request.http.method == .put)
            }
        }
        return (input, body.check(readOnly: Record.readOnlyMembers, ids: ids) { (json, record: Record) in record.write(to: &json) })
    }

    /// A list that is short enough for one response.
    func wholeList<Record: TaggedRecord>(_ records: [Record]) -> [UInt8] {
        Collections.page(Page(items: records, next: nil), cursor: nil) { $1.write(to: &$0) }
    }

    func list(_ request: OperationRequest, _ json: [UInt8]) throws -> Response {
        try request.readList(json, mode)
    }
}

extension OperationRequest {
    /// The id of the change to undo, from the body.
    ///
    /// - Parameter record: The kind of record, as sentences use it.
    func changeID(
        of record: String, ids: [String: UUID], unless exists: () async throws -> Void
    ) async throws -> Input<UUID> {
        try await body(unless: exists).flatMap { body in
            Result { () throws(JobError) in
                let value = try body.only("change_id", ids: ids)
                guard let change = value.text.flatMap({ UUID(text: $0) }) else {
                    throw JobError.invalid("change_id", "This must be the id of a change of this \(record).")
                }
                return change
            }
        }
    }
}
