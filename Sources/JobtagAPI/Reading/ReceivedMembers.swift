package import Foundation
package import JobtagCore

/// Members that only the server sets, as a client sent them back.
package struct ReceivedMembers: Sendable {
    private let members: [String: FieldValue]

    /// - Parameters:
    ///   - body: The body they stand in.
    ///   - readOnly: The names of members that only the server sets.
    ///   - ids: Members that name what the path names; they are judged with the body.
    package init(_ body: JSONBody, readOnly: Set<String>, ids: [String: UUID]) {
        members = body.members.filter { readOnly.contains($0.key) && ids[$0.key] == nil }
    }

    /// How they are judged, with how a record is shown.
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
            // What was not there yet when a record is made says nothing, and the number is given last of all.
            guard now != nil || name != "job_number" else { return value != .null }
            return ![now, result].contains { $0?[name].map { value.says($0) } == true } && !(now == nil && value == .null)
        }
        // What an older version showed can be another thing now. That the body is of one is told by its tag or its time.
        if untrue.keys.contains(where: { !Self.lasting.contains($0) }), try isOfOlderVersion(than: now, wasVersion) {
            untrue = untrue.filter { Self.lasting.contains($0.key) }
        }
        guard !untrue.isEmpty else { return }
        throw JobError.invalid(
            untrue.keys.sorted().map {
                FieldError($0, "This is set by the server and is not what was sent. Send it as you received it, or leave it out.")
            })
    }

    /// Never another than at the beginning.
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
        // That it is of the version now explains nothing that differs.
        let current = now["updated_at"]?.text.flatMap { Timestamp(rfc3339: $0) }
        return try versions.contains { $0 != current } && versions.allSatisfy(wasVersion)
    }
}

extension FieldValue {
    /// Whether this says the same as what is shown. Clients with types write ids and times in ways of their own, and know of times no more than
    /// milliseconds; of a record they may name a part.
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
