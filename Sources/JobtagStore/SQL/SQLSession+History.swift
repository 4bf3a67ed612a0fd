import Foundation
import JobtagCore

extension SQLSession {
    func events(ofJob id: UUID, limit: Int, after position: PagePosition?) throws -> Page<JobEvent> {
        let (condition, arguments) = try Self.olderThan(position, ofJob: id)
        return try page(
            "\(Self.selectEvent) WHERE \(condition) ORDER BY version DESC, id DESC LIMIT $\(arguments.count + 1)",
            arguments + [.int(Int64(limit) + 1)], limit: limit
        ) { row in
            let event = event(row)
            return (event, event.description.utf8.count, PagePosition(key: .number(row.int(6)), id: event.id))
        }
    }

    func timeline(ofJob id: UUID, limit: Int, after position: PagePosition?) throws -> Page<TimelineEntry> {
        let (condition, arguments) = try Self.olderThan(position, ofJob: id)
        let columns = "version, id, at, by_id, by_name, kind"
        // An event's own change record adds nothing to the event.
        return try page(
            """
            SELECT \(columns), description, 'event' FROM events WHERE \(condition)
            UNION ALL SELECT \(columns), summary, 'change' FROM changes WHERE \(condition) AND kind <> 'event'
            ORDER BY version DESC, id DESC LIMIT $\(arguments.count + 1)
            """, arguments + [.int(Int64(limit) + 1)], limit: limit
        ) { row in
            let entry = TimelineEntry(
                id: row.id(1), at: Timestamp(microseconds: row.int(2)), by: Person(id: row.id(3), name: row.text(4)),
                type: row.text(7), kind: row.text(5), description: row.text(6))
            return (entry, entry.description.utf8.count, PagePosition(key: .number(row.int(0)), id: entry.id))
        }
    }

    /// The entries after a position, in a list with the newest first.
    private static func olderThan(_ position: PagePosition?, ofJob id: UUID) throws -> (condition: String, arguments: [SQLValue]) {
        guard let position else { return ("job_id = $1", [.id(id)]) }
        guard case .number(let version) = position.key else {
            throw JobError.invalid("cursor", "This cursor does not belong to this list and order. Use `next` of the previous page.")
        }
        return ("job_id = $1 AND version <= $2 AND (version, id) < ($2, $3)", [.id(id), .int(version), .id(position.id)])
    }

    func latestEvent(
        ofJob id: UUID, by person: UUID, since: Timestamp, where matches: (JobEvent) -> Bool
    ) throws -> JobEvent? {
        try connection.query(
            Self.selectEvent + " WHERE job_id = $1 AND version > $2 AND at > $2 AND by_id = $3 ORDER BY version DESC",
            [.id(id), .int(since.microseconds), .id(person)], event
        ).first(where: matches)
    }

    func insert(_ event: JobEvent, ofJob id: UUID, version: Timestamp) throws {
        try connection.execute(
            """
            INSERT INTO events (id, job_id, version, at, by_id, by_name, kind, description)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
            """,
            [
                .id(event.id), .id(id), .int(version.microseconds), .int(event.at.microseconds), .id(event.by.id),
                .text(event.by.name), .text(event.kind), .text(event.description),
            ])
    }

    func changes(of record: RecordKey, limit: Int) throws -> [RecordChange] {
        let history = record.kind.history
        var bytes: Int64 = 0
        let sizes = try connection.query(
            "SELECT LENGTH(before) + LENGTH(after) FROM \(history.table) WHERE \(history.key) = $1 ORDER BY version DESC LIMIT $2",
            [.id(record.id), .int(Int64(limit))]
        ) { $0.int(0) }
        let count = sizes.prefix { size in
            bytes += size
            return bytes <= Self.maximumBytes
        }.count
        return try connection.query(
            "\(history.select) WHERE \(history.key) = $1 ORDER BY version DESC LIMIT $2",
            [.id(record.id), .int(Int64(max(1, count)))]
        ) { try change($0, record.kind) }
    }

    func latestChange(of record: RecordKey) throws -> RecordChange? {
        let history = record.kind.history
        return try connection.first(
            "\(history.select) WHERE \(history.key) = $1 ORDER BY version DESC LIMIT 1", [.id(record.id)]
        ) { try change($0, record.kind) }
    }

    func change(_ id: UUID, of record: RecordKey) throws -> RecordChange? {
        let history = record.kind.history
        return try connection.first("\(history.select) WHERE id = $1 AND \(history.key) = $2", [.id(id), .id(record.id)]) {
            try change($0, record.kind)
        }
    }

    func hadVersion(_ version: Timestamp, of record: RecordKey) throws -> Bool {
        let (table, key) = (record.kind.history.table, record.kind.history.key)
        // The change after the version names it too: the one that made it may be from before there was a history, or removed.
        return try connection.first(
            """
            SELECT 1 FROM \(table) WHERE \(key) = $1 AND version = $2
            UNION ALL SELECT 1 FROM (
                SELECT previous FROM \(table) WHERE \(key) = $1 AND version > $2 ORDER BY version LIMIT 1
            ) AS next WHERE previous = $2
            """, [.id(record.id), .int(version.microseconds)]
        ) { _ in true } == true
    }

    func changes(of record: RecordKey, since version: Timestamp) throws -> [RecordChange]? {
        guard try hadVersion(version, of: record) else { return nil }
        let history = record.kind.history
        // Changes that would take long to read and display help no one, so they count as unknown.
        let bytes = try connection.first(
            "SELECT COALESCE(SUM(LENGTH(before) + LENGTH(after)), 0) FROM \(history.table) WHERE \(history.key) = $1 AND version > $2",
            [.id(record.id), .int(version.microseconds)]
        ) { $0.int(0) }
        guard try stored(bytes, "size of changes") <= Self.maximumBytes else { return nil }
        return try connection.query(
            "\(history.select) WHERE \(history.key) = $1 AND version > $2 ORDER BY version",
            [.id(record.id), .int(version.microseconds)]
        ) { try change($0, record.kind) }
    }

    func insert(_ change: RecordChange) throws {
        let history = change.record.kind.history
        let insert = """
            INSERT INTO \(history.table) (\(history.columns)) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
            """
        let values: [SQLValue] = [
            .id(change.id), .id(change.record.id), .int(change.version.microseconds),
            SQLValue(change.previous?.microseconds), .int(change.at.microseconds), .id(change.by.id), .text(change.by.name),
            .text(change.kind.rawValue), .text(json(change.before)), .text(json(change.after)), .text(change.summary),
        ]
        // Subscribers are told of jobs' changes. Without a recorder, they read the table.
        guard change.record.kind == .job, let recorder else { return try connection.execute(insert, values) }
        let position = try connection.first(insert + " RETURNING row", values) { $0.int(0) }
        recorder.writeSet.publications.append(
            .change(PublishedChange(position: try stored(position, "position of a change"), change: change)))
    }

    /// Publishes what is not stored.
    func publish(_ publication: Publication) throws {
        guard let recorder else { return try connection.announce(publication) }
        recorder.writeSet.publications.append(publication)
    }

    /// Oldest first: fewer than `limit` only if there are no more.
    ///
    /// - Parameter leaveOut: Told the position of a change that cannot be read, as it may have been made by a newer version: one change must not
    ///   keep all later ones from being read.
    func changes(
        after position: Int64, job: UUID?, limit: Int, leaveOut: (Int64, any Error) -> Void = { _, _ in }
    ) throws -> [PublishedChange] {
        var (found, last) = ([PublishedChange](), position)
        while found.count < limit {
            let wanted = limit - found.count
            let (condition, arguments): (String, [SQLValue]) =
                if let job { ("job_id = $2 ORDER BY row LIMIT $3", [.int(last), .id(job), .int(Int64(wanted))]) } else {
                    ("1 = 1 ORDER BY row LIMIT $2", [.int(last), .int(Int64(wanted))])
                }
            let rows = try connection.query(
                "SELECT \(RecordKey.Kind.job.history.columns), row FROM changes WHERE row > $1 AND \(connection.dialect.isSettled) AND \(condition)",
                arguments
            ) { row in (position: row.int(11), change: Result { try change(row, .job) }) }
            for row in rows {
                switch row.change {
                case .success(let change): found.append(PublishedChange(position: row.position, change: change))
                case .failure(let error): leaveOut(row.position, error)
                }
            }
            guard rows.count == wanted, let next = rows.last else { break }
            last = next.position
        }
        return found
    }

    func latestPosition() throws -> Int64 {
        try connection.first(connection.dialect.latestPosition, []) { $0.int(0) } ?? 0
    }

    private static let selectEvent = "SELECT id, at, by_id, by_name, kind, description, version FROM events"
    /// The maximum amount of history read at once: values before and after, in characters.
    private static let maximumBytes: Int64 = 4 << 20

    private func event(_ row: any SQLRow) -> JobEvent {
        JobEvent(
            id: row.id(0), at: Timestamp(microseconds: row.int(1)), by: Person(id: row.id(2), name: row.text(3)),
            kind: row.text(4), description: row.text(5))
    }

    private func change(_ row: any SQLRow, _ kind: RecordKey.Kind) throws -> RecordChange {
        RecordChange(
            id: row.id(0), of: RecordKey(kind, row.id(1)), version: Timestamp(microseconds: row.int(2)),
            previous: row.optionalInt(3).map(Timestamp.init(microseconds:)), at: Timestamp(microseconds: row.int(4)),
            by: Person(id: row.id(5), name: row.text(6)),
            kind: try stored(RecordChange.Kind(rawValue: row.text(7)), "kind of change"),
            before: try values(row.text(8)), after: try values(row.text(9)), summary: row.text(10))
    }

    private func json(_ values: [String: FieldValue]) -> String {
        var json = JSONWriter()
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

/// The table with the history of a kind of record.
struct HistoryTable {
    let table: String
    /// The column with the record's id.
    let key: String

    var columns: String { "id, \(key), version, previous, at, by_id, by_name, kind, before, after, summary" }
    var select: String { "SELECT \(columns) FROM \(table)" }
}

extension RecordKey.Kind {
    /// Jobs have their own: its rows have the positions by which streams continue, and go with their job.
    var history: HistoryTable {
        switch self {
        case .job: HistoryTable(table: "changes", key: "job_id")
        case .client, .contact, .staff: HistoryTable(table: "record_changes", key: "record_id")
        }
    }
}
