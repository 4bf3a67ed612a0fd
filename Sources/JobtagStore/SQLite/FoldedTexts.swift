import Foundation
import GRDB
import JobtagCore

/// Migration 0003: search and sort texts are folded here and no longer by SQLite (docs/search.md), and lines end with `\n`.
///
/// Migration 0004 does the same for the full-text index.
enum FoldedTexts {
    static func migrate(_ database: Database) throws {
        try database.execute(sql: columns)
        let connection = SQLiteConnection(database)
        for table in ["jobs", "clients", "contacts", "staff"] { try fillNameKeys(of: table, connection) }
        try composeAddresses(connection)
        try turnLineEnds(connection)
        try database.execute(sql: indexes)
        let session = SQLSession(connection: connection)
        for id in try connection.query("SELECT id FROM clients", [], { $0.id(0) }) {
            try session.refreshSearchText(ofClient: id, knowsDeletion: false)
        }
    }

    private static let columns = """
        ALTER TABLE jobs ADD COLUMN name_key TEXT NOT NULL DEFAULT '';
        ALTER TABLE contacts ADD COLUMN name_key TEXT NOT NULL DEFAULT '';
        ALTER TABLE staff ADD COLUMN name_key TEXT NOT NULL DEFAULT '';
        ALTER TABLE clients ADD COLUMN name_key TEXT NOT NULL DEFAULT '';
        -- the folded words of the client's name, e-mail and phone and of its contacts', a line for each
        ALTER TABLE clients ADD COLUMN search_text TEXT NOT NULL DEFAULT '';
        ALTER TABLE clients DROP COLUMN folded_name;
        DROP INDEX jobs_name;
        DROP INDEX clients_name;
        """

    private static let indexes = """
        CREATE INDEX jobs_name_key ON jobs (name_key, id);
        CREATE INDEX clients_name_key ON clients (name_key, id);
        """

    private static func fillNameKeys(of table: String, _ connection: SQLiteConnection) throws {
        try forEach("SELECT rowid, name, NULL FROM \(table) WHERE rowid > $1 ORDER BY rowid LIMIT $2", connection) { row in
            try connection.execute(
                "UPDATE \(table) SET name_key = $1 WHERE rowid = $2",
                [.text(SearchFolding.sortKey(of: row.texts[0])), .int(row.id)])
        }
    }

    /// Signing in looks for composed letters. If two people have the address in both forms, each keeps their own.
    private static func composeAddresses(_ connection: SQLiteConnection) throws {
        try forEach("SELECT rowid, email, NULL FROM staff WHERE rowid > $1 ORDER BY rowid LIMIT $2", connection) { row in
            let address = SignInService.normalized(email: row.texts[0])
            guard !address.isIdentical(to: row.texts[0]) else { return }
            try connection.execute("UPDATE OR IGNORE staff SET email = $1 WHERE rowid = $2", [.text(address), .int(row.id)])
        }
    }

    // MARK: Line endings

    /// The content of jobs and clients changes, so they get new versions, and the job's history records it: otherwise caches would keep
    /// the old content because of a 304.
    private static func turnLineEnds(_ connection: SQLiteConnection) throws {
        // A GET of a job shows its events and its history too.
        let jobs = try connection.query(
            """
            SELECT id FROM jobs WHERE INSTR(description, CHAR(13)) > 0 OR INSTR(notes, CHAR(13)) > 0
            UNION SELECT job_id FROM events WHERE INSTR(description, CHAR(13)) > 0
            UNION SELECT job_id FROM changes WHERE \(historyHasReturns)
            """, []
        ) { $0.id(0) }
        try turnHistory(connection)
        try forEach(
            "SELECT rowid, description, NULL FROM events WHERE rowid > $1 AND INSTR(description, CHAR(13)) > 0 ORDER BY rowid LIMIT $2",
            connection
        ) { row in
            try connection.execute(
                "UPDATE events SET description = $1 WHERE rowid = $2", [.text(row.texts[0].withLineFeeds), .int(row.id)])
        }
        try forEach(
            """
            SELECT rowid, notes, address FROM clients WHERE rowid > $1
            AND (INSTR(notes, CHAR(13)) > 0 OR INSTR(COALESCE(address, ''), CHAR(13)) > 0) ORDER BY rowid LIMIT $2
            """, connection
        ) { row in
            try connection.execute(
                """
                UPDATE clients SET notes = $1, address = CASE WHEN address IS NULL THEN NULL ELSE $2 END, updated_at = updated_at + 1
                WHERE rowid = $3
                """, [.text(row.texts[0].withLineFeeds), .text(row.texts[1].withLineFeeds), .int(row.id)])
        }
        try turn(jobs, connection)
    }

    private static func turn(_ jobs: [UUID], _ connection: SQLiteConnection) throws {
        let session = SQLSession(connection: connection)
        for id in jobs {
            guard let original = try session.job(id, includingDeleted: true) else { continue }
            var job = original
            (job.description, job.notes) = (original.description.withLineFeeds, original.notes.withLineFeeds)
            job.updatedAt = try session.nextVersion(now: original.updatedAt)
            try session.update(job, from: original)
            let changed = [Job.Field.description, .notes].filter { original[$0] != job[$0] }
            let values = Dictionary(uniqueKeysWithValues: changed.map { ($0.rawValue, job[$0]) })
            try session.insert(
                RecordChange(
                    id: UUID.version7(at: job.updatedAt), of: .job(id), version: job.updatedAt, previous: original.updatedAt,
                    at: job.updatedAt,
                    by: itself, kind: .updated, before: values, after: values,
                    summary: changed.isEmpty
                        ? "Changed line ends" : "Changed the line ends of the \(changed.map(\.label).joined(separator: " and "))"))
        }
    }

    /// The upgrade, which is not a person.
    private static let itself = Person(id: UUID(uuid: (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)), name: "Jobtag")

    /// In the history too: merges start from it, and undo restores from it.
    private static func turnHistory(_ connection: SQLiteConnection) throws {
        func turned(_ value: FieldValue) -> FieldValue {
            switch value {
            case .text(let text): .text(text.withLineFeeds)
            case .list(let values): .list(values.map(turned))
            case .record(let values): .record(values.mapValues(turned))
            default: value
            }
        }
        func turned(_ json: String) throws -> String {
            var text = JSONWriter()
            turned(try FieldValue(json: Array(json.utf8))).write(to: &text)
            return text.string
        }
        try forEach(
            """
            SELECT row, before, after FROM changes WHERE row > $1 AND (\(historyHasReturns)) ORDER BY row LIMIT $2
            """, connection
        ) { row in
            try connection.execute(
                "UPDATE changes SET before = $1, after = $2 WHERE row = $3",
                [.text(try turned(row.texts[0])), .text(try turned(row.texts[1])), .int(row.id)])
        }
    }

    private static let historyHasReturns =
        "INSTR(before, '\\r') > 0 OR INSTR(after, '\\r') > 0 OR INSTR(before, '\\u000d') > 0 OR INSTR(after, '\\u000d') > 0"

    // MARK: Reading

    /// Reads rows of a number and two texts in order, in batches: there may be a million of them.
    private static func forEach(
        _ sql: String, _ connection: SQLiteConnection, _ body: ((id: Int64, texts: [String])) throws -> Void
    ) throws {
        var last = Int64.min
        while true {
            let rows = try connection.query(sql, [.int(last), .int(1000)]) { row in
                (id: row.int(0), texts: [row.text(1), row.text(2)])
            }
            for row in rows { try body(row) }
            guard let end = rows.last else { return }
            last = end.id
        }
    }
}
