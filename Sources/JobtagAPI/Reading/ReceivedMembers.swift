package import Foundation
package import JobtagCore

/// Read-only members sent back by a client.
package struct ReceivedMembers: Sendable {
    private let members: [String: FieldValue]

    /// - Parameters:
    ///   - body: The request body.
    ///   - readOnly: The names of read-only members.
    ///   - ids: Members that repeat an id from the path; they are checked with the body.
    package init(_ body: JSONBody, readOnly: Set<String>, ids: [String: UUID]) {
        members = body.members.filter { readOnly.contains($0.key) && ids[$0.key] == nil }
    }

    /// The check of these members, given a rendering of the record.
    package func check<Record: Sendable>(_ write: @escaping @Sendable (inout JSONWriter, Record) -> Void) -> ReadOnlyCheck<Record> {
        guard !members.isEmpty else { return .none }
        return ReadOnlyCheck { now, result, wasVersion in
            func shown(_ record: Record) throws -> [String: FieldValue] {
                var json = JSONWriter()
                write(&json, record)
                guard case .record(let members) = try FieldValue(json: json.bytes) else { return [:] }
                return members
            }
            try evaluate(now: try now.map(shown), result: try shown(result), wasVersion)
        }
    }

    private func evaluate(
        now: [String: FieldValue]?, result: [String: FieldValue], _ wasVersion: (Timestamp) throws -> Bool
    ) throws {
        var untrue = members.filter { name, value in
            // A new record has no earlier values, and gets its number last.
            guard now != nil || name != "job_number" else { return value != .null }
            return ![now, result].contains { $0?[name].map { value.says($0) } == true } && !(now == nil && value == .null)
        }
        // An older version may have had other values. The body's tag or time shows that it comes from one.
        if untrue.keys.contains(where: { !Self.lasting.contains($0) }), try isOfOlderVersion(than: now, wasVersion) {
            untrue = untrue.filter { Self.lasting.contains($0.key) }
        }
        guard !untrue.isEmpty else { return }
        throw JobError.invalid(
            untrue.keys.sorted().map {
                FieldError($0, "The server sets this field. Send the value you received, or leave it out.")
            })
    }

    /// Never changes.
    private static let lasting: Set = ["id", "job_id", "client_id", "job_number", "created_by", "created_at"]

    private func isOfOlderVersion(than now: [String: FieldValue]?, _ wasVersion: (Timestamp) throws -> Bool) throws -> Bool {
        guard let now else { return false }
        var versions: [Timestamp] = []
        if let text = members["etag"]?.text {
            let opaque = text.hasPrefix("W/") ? text.dropFirst(2) : text[...]
            guard let version = Version(opaqueTag: opaque.trimmingCharacters(in: ["\""])), now["id"] == .text(version.id.text)
            else { return false }
            versions.append(version.updatedAt)
        }
        if let text = members["updated_at"]?.text {
            guard let time = Timestamp(rfc3339: text) else { return false }
            versions.append(time)
        }
        // Naming the current version does not explain different values.
        let current = now["updated_at"]?.text.flatMap { Timestamp(rfc3339: $0) }
        return try versions.contains { $0 != current } && versions.allSatisfy(wasVersion)
    }
}

extension FieldValue {
    /// Whether this equals the displayed value. Typed clients write ids and times in other forms, with times only to the
    /// millisecond, and may send only a part of a record.
    fileprivate func says(_ shown: FieldValue) -> Bool {
        if self == shown { return true }
        switch (self, shown) {
        case (.text(let text), .text(let other)):
            if let id = UUID(text: other) { return UUID(text: text) == id }
            guard let moment = Timestamp(rfc3339: other), let said = Timestamp(rfc3339: text) else { return false }
            let isOfMilliseconds = said.microseconds % 1000 == 0
            return said == moment || isOfMilliseconds && abs(said.microseconds - moment.microseconds) < 1000
        case (.record(let members), .record(let others)):
            return members.allSatisfy { name, value in others[name].map { value.says($0) } == true }
        default: return false
        }
    }
}
