import Foundation
import GRDB
import GRDBSQLite
import JobtagCore

/// Statements on one SQLite connection. Each is prepared once and cached.
struct SQLiteConnection: SQLConnection {
    /// The prepared statement of a text.
    let prepare: (String) throws -> OpaquePointer
    /// A statement for single use; it lives as long as its owner.
    private let prepareOnce: (String) throws -> (statement: OpaquePointer, owner: AnyObject?)
    private let handle: OpaquePointer?

    var written: Int64 { handle.map(sqlite3_total_changes64) ?? 0 }

    /// On a GRDB connection, with GRDB's statement cache.
    init(_ database: Database) {
        prepare = { try database.cachedStatement(sql: $0).sqliteStatement }
        prepareOnce = {
            let statement = try database.makeStatement(sql: $0)
            return (statement.sqliteStatement, statement)
        }
        handle = database.sqliteConnection
    }

    /// On a read-only connection.
    init(prepare: @escaping (String) throws -> OpaquePointer) {
        self.prepare = prepare
        handle = nil
        prepareOnce = { (try prepare($0), nil) }
    }

    var dialect: SQLDialect { Self.dialect }

    static let dialect = SQLDialect(
        assignees: """
            (SELECT GROUP_CONCAT(HEX(staff_id), '') FROM
            (SELECT staff_id FROM job_assignees WHERE job_id = j.id ORDER BY position))
            """,
        withoutIndex: "+", isSettled: "1 = 1",
        // Of the latest change ever made, even if it was purged since.
        latestPosition: "SELECT seq FROM sqlite_sequence WHERE name = 'changes'")

    var search: any SearchStrategy { SQLiteSearch(connection: self) }

    func forEachRow(_ sql: String, _ arguments: [SQLValue], isKept: Bool, _ body: (any SQLRow) throws -> Bool) throws {
        let (statement, owner) = isKept ? (try prepare(sql), nil) : try prepareOnce(sql)
        try withExtendedLifetime(owner) { try run(statement, arguments, body) }
    }

    private func run(_ statement: OpaquePointer, _ arguments: [SQLValue], _ body: (any SQLRow) throws -> Bool) throws {
        defer {
            sqlite3_reset(statement)
            sqlite3_clear_bindings(statement)
        }
        try bind(arguments, to: statement)
        while true {
            switch sqlite3_step(statement) {
            case SQLITE_ROW: guard try body(SQLiteRow(statement: statement)) else { return }
            case SQLITE_DONE: return
            default: throw SQLiteError(statement: statement)
            }
        }
    }

    private func bind(_ arguments: [SQLValue], to statement: OpaquePointer) throws {
        guard sqlite3_bind_parameter_count(statement) == arguments.count else {
            throw StoredValueError("a statement got \(arguments.count) arguments")
        }
        // SQLITE_TRANSIENT: SQLite copies the value.
        let copied = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
        for (position, argument) in arguments.enumerated() {
            let index = Int32(position + 1)
            let code: Int32
            switch argument {
            case .null: code = sqlite3_bind_null(statement, index)
            case .int(let value): code = sqlite3_bind_int64(statement, index, value)
            case .text(var text):
                code = text.withUTF8 { utf8 in
                    utf8.withMemoryRebound(to: CChar.self) {
                        // With an explicit length: a text may have any byte except NUL, which validation rejects.
                        sqlite3_bind_text(statement, index, $0.baseAddress ?? Self.empty, Int32($0.count), copied)
                    }
                }
            case .id(let id):
                code = withUnsafeBytes(of: id.uuid) { sqlite3_bind_blob(statement, index, $0.baseAddress, 16, copied) }
            case .bytes(let bytes):
                code = bytes.withUnsafeBytes { sqlite3_bind_blob(statement, index, $0.baseAddress, Int32($0.count), copied) }
            }
            guard code == SQLITE_OK else { throw SQLiteError(statement: statement) }
        }
    }

    nonisolated(unsafe) private static let empty = UnsafePointer(strdup("")!)
}

/// An error of SQLite's with its code and message.
struct SQLiteError: Error, CustomStringConvertible {
    let code: Int32
    let description: String

    init(statement: OpaquePointer) {
        self.init(connection: sqlite3_db_handle(statement))
    }

    init(connection: OpaquePointer?) {
        code = sqlite3_extended_errcode(connection)
        description = "SQLite \(code): \(String(cString: sqlite3_errmsg(connection)))"
    }
}

private struct SQLiteRow: SQLRow {
    let statement: OpaquePointer

    func int(_ column: Int) -> Int64 { sqlite3_column_int64(statement, Int32(column)) }
    func text(_ column: Int) -> String { optionalText(column) ?? "" }
    func id(_ column: Int) -> UUID { optionalID(column) ?? UUID(uuid: (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)) }
    func optionalInt(_ column: Int) -> Int64? { isNull(column) ? nil : int(column) }

    func optionalText(_ column: Int) -> String? {
        guard let start = sqlite3_column_text(statement, Int32(column)) else { return nil }
        let count = Int(sqlite3_column_bytes(statement, Int32(column)))
        return String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
    }

    func optionalID(_ column: Int) -> UUID? {
        guard let start = sqlite3_column_blob(statement, Int32(column)), sqlite3_column_bytes(statement, Int32(column)) == 16
        else { return nil }
        return UUID(uuid: start.loadUnaligned(as: uuid_t.self))
    }

    func bytes(_ column: Int) -> [UInt8] {
        let count = Int(sqlite3_column_bytes(statement, Int32(column)))
        guard count > 0, let start = sqlite3_column_blob(statement, Int32(column)) else { return [] }
        return Array(UnsafeRawBufferPointer(start: start, count: count))
    }

    func ids(_ column: Int) throws -> [UUID] {
        // Most jobs have nobody or one person, and this runs with every job that is read.
        guard let start = sqlite3_column_text(statement, Int32(column)) else { return [] }
        let digits = UnsafeBufferPointer(start: start, count: Int(sqlite3_column_bytes(statement, Int32(column))))
        return stride(from: 0, to: digits.count - 31, by: 32).map { start in
            var id: uuid_t = (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
            withUnsafeMutableBytes(of: &id) { bytes in
                for index in 0..<16 {
                    bytes[index] = Self.value(digits[start + 2 * index]) << 4 | Self.value(digits[start + 2 * index + 1])
                }
            }
            return UUID(uuid: id)
        }
    }

    /// The value of a digit that `HEX` has written: 0 to 9 or A to F.
    private static func value(_ digit: UInt8) -> UInt8 { digit <= 0x39 ? digit - 0x30 : digit - 0x37 }

    func isNull(_ column: Int) -> Bool { sqlite3_column_type(statement, Int32(column)) == SQLITE_NULL }
}
