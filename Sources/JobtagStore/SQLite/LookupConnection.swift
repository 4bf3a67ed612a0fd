import Foundation
import GRDBSQLite
import Synchronization

/// One read-only connection for the queries of every request: the person of a token, a version, a job.
///
/// Each is one or two prepared statements of a few microseconds, and sees all commits. The overhead of a pool would exceed
/// the statements.
///
/// Unchecked, because the compiler cannot verify it: connection and statements are used only under the lock.
final class LookupConnection: @unchecked Sendable {
    private let lock = Mutex(())
    private var database: OpaquePointer?
    private var statements: [String: OpaquePointer] = [:]

    private let health: StorageHealth

    init(path: String, health: StorageHealth) throws {
        self.health = health
        var database: OpaquePointer?
        let code = sqlite3_open_v2(path, &database, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, nil)
        guard code == SQLITE_OK, let database else { throw SQLiteError(connection: database) }
        sqlite3_busy_timeout(database, 5000)
        self.database = database
    }

    deinit { close() }

    /// Closes the connection; no more queries are possible.
    func close() {
        lock.withLock { _ in
            for statement in statements.values { sqlite3_finalize(statement) }
            statements = [:]
            sqlite3_close_v2(database)
            database = nil
        }
    }

    /// Runs one statement.
    func read<T: Sendable>(_ body: (SQLSession) throws -> T) throws -> T {
        try lock.withLock { _ in try watched { try body(SQLSession(connection: connection)) } }
    }

    private func watched<T>(_ body: () throws -> T) throws -> T {
        try health.reading(forget: { sqlite3_db_release_memory(database) }, body)
    }

    /// Runs several statements on the same snapshot.
    ///
    /// - Returns: nil if the connection is busy: reading from the file may take a while, and is not worth waiting for.
    func readSnapshotIfFree<T: Sendable>(_ body: (SQLSession) throws -> T) throws -> T? {
        try lock.withLockIfAvailable { _ in
            try watched {
                let connection = connection
                try connection.execute("BEGIN", [])
                // There is nothing to commit. After some errors, SQLite has already ended the transaction.
                defer { if sqlite3_get_autocommit(database) == 0 { sqlite3_exec(database, "ROLLBACK", nil, nil, nil) } }
                return try body(SQLSession(connection: connection))
            }
        }
    }

    private var connection: SQLiteConnection { SQLiteConnection(prepare: { [unowned self] in try prepare($0) }) }

    private func prepare(_ sql: String) throws -> OpaquePointer {
        if let statement = statements[sql] { return statement }
        guard let database else { throw StoredValueError("the store is closed") }
        var statement: OpaquePointer?
        let code = sqlite3_prepare_v3(database, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &statement, nil)
        guard code == SQLITE_OK, let statement else { throw SQLiteError(connection: database) }
        statements[sql] = statement
        return statement
    }
}
