import Foundation
import JobtagCore

extension SQLSession {
    func events(ofJob id: UUID) throws -> [JobEvent] {
        try connection.query(Self.selectEvent + " WHERE job_id = $1 ORDER BY at DESC, id DESC", [.id(id)], event)
    }

    func latestEvent(
        ofJob id: UUID, by person: UUID, since: Timestamp, where matches: (JobEvent) -> Bool
    ) throws -> JobEvent? {
        try connection.query(
            Self.selectEvent + " WHERE job_id = $1 AND at > $2 AND by_id = $3 ORDER BY at DESC, id DESC",
            [.id(id), .int(since.microseconds), .id(person)], event
        ).first(where: matches)
    }

    func insert(_ event: JobEvent, ofJob id: UUID) throws {
        try connection.execute(
            "INSERT INTO events (id, job_id, at, by_id, by_name, kind, description) VALUES ($1, $2, $3, $4, $5, $6, $7)",
            [
                .id(event.id), .id(id), .int(event.at.microseconds), .id(event.by.id), .text(event.by.name), .text(event.kind),
                .text(event.description),
            ])
    }

    func changes(ofJob id: UUID) throws -> [JobChange] {
        try connection.query(Self.selectChange + " WHERE job_id = $1 ORDER BY version DESC", [.id(id)], change)
    }

    func changes(ofJob id: UUID, since version: Timestamp) throws -> [JobChange]? {
        let isKnown = try connection.first(
            "SELECT 1 FROM changes WHERE job_id = $1 AND version = $2", [.id(id), .int(version.microseconds)]
        ) { _ in true }
        guard isKnown == true else { return nil }
        return try connection.query(
            Self.selectChange + " WHERE job_id = $1 AND version > $2 ORDER BY version",
            [.id(id), .int(version.microseconds)], change)
    }

    func insert(_ change: JobChange) throws {
        try connection.execute(
            """
            INSERT INTO changes (id, job_id, version, previous, at, by_id, by_name, kind, before, after, summary)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
            """,
            [
                .id(change.id), .id(change.jobID), .int(change.version.microseconds),
                SQLValue(change.previous?.microseconds), .int(change.at.microseconds), .id(change.by.id), .text(change.by.name),
                .text(change.kind.rawValue), .text(json(change.before)), .text(json(change.after)), .text(change.summary),
            ])
    }

    private static let selectEvent = "SELECT id, at, by_id, by_name, kind, description FROM events"
    private static let selectChange =
        "SELECT id, job_id, version, previous, at, by_id, by_name, kind, before, after, summary FROM changes"

    private func event(_ row: any SQLRow) -> JobEvent {
        JobEvent(
            id: row.id(0), at: Timestamp(microseconds: row.int(1)), by: Person(id: row.id(2), name: row.text(3)),
            kind: row.text(4), description: row.text(5))
    }

    private func change(_ row: any SQLRow) throws -> JobChange {
        JobChange(
            id: row.id(0), jobID: row.id(1), version: Timestamp(microseconds: row.int(2)),
            previous: row.optionalInt(3).map(Timestamp.init(microseconds:)), at: Timestamp(microseconds: row.int(4)),
            by: Person(id: row.id(5), name: row.text(6)), kind: try stored(JobChange.Kind(rawValue: row.text(7)), "kind of change"),
            before: try values(row.text(8)), after: try values(row.text(9)), summary: row.text(10))
    }

    private func json(_ values: [String: FieldValue]) -> String {
        var json = JSONText()
        FieldValue.record(values).write(to: &json)
        return json.string
    }

    private func values(_ json: String) throws -> [String: FieldValue] {
        guard case .record(let values) = try FieldValue(json: Array(json.utf8)) else {
            throw StoredValueError("unreadable values of a change")
        }
        return values
    }
}
