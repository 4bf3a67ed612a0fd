import Crypto
import Foundation
import JobtagCore

/// A table as it is copied from one database to another: its columns, and the order of its rows.
struct CopiedTable: Sendable {
    let name: String
    let columns: [(name: String, type: SQLType)]
    /// The columns that identify a row. They come first, and no column of a key is NULL.
    let keyCount: Int
    /// A condition for the rows that belong to the data and not to one database file.
    let condition: String

    private init(_ name: String, key: [(String, SQLType)], _ others: [(String, SQLType)], where condition: String = "1 = 1") {
        self.name = name
        columns = (key + others).map { (name: $0.0, type: $0.1) }
        keyCount = key.count
        self.condition = condition
    }

    /// In the order in which rows can refer to each other.
    static let all: [CopiedTable] = [
        CopiedTable(
            "settings", key: [("name", .text)], [("value", .text)],
            // What belongs to one file or server, and the mark of the copy itself.
            where: """
                name NOT IN ('run', 'run-ended', 'health-check', '\(PostgreSQLStore.identitySetting)', '\(DatabaseCopy.mark)')
                """),
        CopiedTable("counters", key: [("name", .text)], [("value", .int)]),
        CopiedTable(
            "staff", key: [("id", .id)],
            [
                ("name", .text), ("name_key", .text), ("email", .text), ("role", .text), ("is_active", .int),
                ("password_hash", .text), ("created_at", .int), ("updated_at", .int),
            ]),
        CopiedTable("tokens", key: [("hash", .bytes)], [("staff_id", .id), ("created_at", .int), ("expires_at", .int)]),
        CopiedTable(
            "clients", key: [("id", .id)],
            [
                ("name", .text), ("name_key", .text), ("search_text", .text), ("email", .text), ("phone", .text),
                ("address", .text), ("notes", .text), ("created_at", .int), ("updated_at", .int), ("deleted_at", .int),
                ("deleted_by", .id), ("deleted_by_name", .text),
            ]),
        CopiedTable(
            "contacts", key: [("id", .id)],
            [
                ("client_id", .id), ("name", .text), ("name_key", .text), ("email", .text), ("phone", .text), ("position", .text),
                ("created_at", .int), ("updated_at", .int), ("deleted_at", .int), ("deleted_by", .id), ("deleted_by_name", .text),
            ]),
        CopiedTable(
            "jobs", key: [("id", .id)],
            JobColumn.allCases.filter { $0 != .id }.map { ($0.name, $0.type) } + [("name_key", .text)]),
        CopiedTable("job_assignees", key: [("job_id", .id), ("position", .int)], [("staff_id", .id)]),
        CopiedTable(
            "events", key: [("id", .id)],
            [
                ("job_id", .id), ("version", .int), ("at", .int), ("by_id", .id), ("by_name", .text), ("kind", .text),
                ("description", .text),
            ]),
        CopiedTable(
            // With their positions: an open page continues after the move.
            "changes", key: [("row", .int)],
            [
                ("id", .id), ("job_id", .id), ("version", .int), ("previous", .int), ("at", .int), ("by_id", .id),
                ("by_name", .text), ("kind", .text), ("before", .text), ("after", .text), ("summary", .text),
            ]),
        CopiedTable(
            "record_changes", key: [("id", .id)],
            [
                ("record_id", .id), ("version", .int), ("previous", .int), ("at", .int), ("by_id", .id), ("by_name", .text),
                ("kind", .text), ("before", .text), ("after", .text), ("summary", .text),
            ]),
        CopiedTable(
            "cost_lines", key: [("id", .id)],
            [
                ("job_id", .id), ("set_kind", .text), ("revision", .int), ("position", .int), ("kind", .text),
                ("description", .text), ("quantity", .int), ("unit_cost", .int), ("unit_revenue", .int), ("created_by", .id),
            ]),
        CopiedTable(
            "answers", key: [("staff_id", .id), ("key", .text)],
            [
                ("fingerprint", .bytes), ("status", .int), ("headers", .text), ("body", .bytes), ("digest", .bytes),
                ("position", .int), ("kept_at", .int),
            ]),
        CopiedTable(
            "answer_bodies", key: [("staff_id", .id), ("digest", .bytes)],
            [("position", .int), ("kept_at", .int), ("body", .bytes)]),
    ]

    func count(_ connection: any SQLConnection) throws -> Int64 {
        try stored(connection.first("SELECT COUNT(*) FROM \(name) WHERE \(condition)", []) { $0.int(0) }, "number of rows")
    }

    /// The next rows in the order of their keys.
    ///
    /// - Parameter last: The row before them; nil for the first ones.
    func rows(after last: [SQLValue]?, limit: Int, _ connection: any SQLConnection) throws -> [[SQLValue]] {
        let key = columns.prefix(keyCount).map(\.name).joined(separator: ", ")
        let start = last.map { Array($0.prefix(keyCount)) } ?? []
        let after =
            last == nil ? "1 = 1" : "(\(key)) > (\((1...keyCount).map { "$\($0)" }.joined(separator: ", ")))"
        return try connection.query(
            """
            SELECT \(columns.map(\.name).joined(separator: ", ")) FROM \(name) WHERE \(condition) AND \(after)
            ORDER BY \(key) LIMIT $\(start.count + 1)
            """, start + [.int(Int64(limit))]
        ) { row in columns.enumerated().map { row.value($0.offset, $0.element.type) } }
    }

    func insert(_ row: [SQLValue], _ connection: any SQLConnection) throws {
        try connection.execute(
            """
            INSERT INTO \(name) (\(columns.map(\.name).joined(separator: ", ")))
            VALUES (\(columns.indices.map { "$\($0 + 1)" }.joined(separator: ", ")))
            """, row)
    }

    func removeAll(_ connection: any SQLConnection) throws {
        try connection.execute("DELETE FROM \(name) WHERE \(condition)", [])
    }
}

/// The digest of a table's rows in their order: equal for equal data in any database.
struct RowDigest {
    private var hash = SHA256()

    mutating func add(_ row: [SQLValue]) {
        for value in row {
            let (kind, bytes): (UInt8, [UInt8]) =
                switch value {
                case .null: (0, [])
                case .int(let value): (1, withUnsafeBytes(of: value.bigEndian, Array.init))
                case .text(let text): (2, Array(text.utf8))
                case .id(let id): (3, withUnsafeBytes(of: id.uuid, Array.init))
                case .bytes(let bytes): (4, bytes)
                }
            hash.update(data: [kind] + withUnsafeBytes(of: UInt64(bytes.count).bigEndian, Array.init) + bytes)
        }
    }

    /// SHA-256, in hexadecimal.
    var text: String { Array(hash.finalize()).hexadecimal }
}

extension SQLRow {
    fileprivate func value(_ column: Int, _ type: SQLType) -> SQLValue {
        if isNull(column) { return .null(type) }
        return switch type {
        case .int: .int(int(column))
        case .text: .text(text(column))
        case .id: .id(id(column))
        case .bytes: .bytes(bytes(column))
        }
    }
}

extension JobColumn {
    /// As its values say: a new column needs no line here.
    fileprivate var type: SQLType {
        let start = Timestamp(microseconds: 0)
        return switch value(of: Job(id: UUID(), number: 0, name: "", createdBy: nil, createdAt: start, updatedAt: start)) {
        case .null(let type): type
        case .int: .int
        case .text: .text
        case .id: .id
        case .bytes: .bytes
        }
    }
}
