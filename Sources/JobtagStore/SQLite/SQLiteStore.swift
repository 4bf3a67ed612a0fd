package import Foundation
import GRDB
package import JobtagCore
import Synchronization

/// The embedded store: one SQLite file in WAL mode, durable at every commit.
package final class SQLiteStore: Store {
    private let pool: DatabasePool
    private let writer: WriteQueue
    private let points: LookupConnection
    private let current = LookupCache()
    private let subscribers = ChangePublisher()
    private let lock: FileLock
    private let run: DatabaseRun
    private let health = StorageHealth()
    private let path: String
    private let isClosed = Mutex(false)

    package var generation: String { run.generation }

    /// Opens the database, creating it and bringing its schema up to date where needed.
    ///
    /// - Parameter path: The file's path.
    /// - Throws: `DatabaseInUse` for one that another server has open; `DatabaseIsForeign` for another program's; `DatabaseFromTheFuture` for one that a
    ///   newer version has made; errors of SQLite's.
    package init(path: String) throws {
        self.path = path
        // SQLite gives the files that it makes beside it the same mode.
        lock = try FileLock(path: path)
        try Self.requireOwn(path)
        var configuration = Configuration()
        configuration.foreignKeysEnabled = true
        configuration.busyMode = .timeout(5)
        configuration.maximumReaderCount = 4
        configuration.prepareDatabase { database in
            // What SQLite sets aside while it works needs no file: a crash rolls back from the write-ahead log alone.
            try database.execute(sql: "PRAGMA temp_store = MEMORY")
        }
        pool = try DatabasePool(path: path, configuration: configuration)
        // After the pool is made: making it sets NORMAL, with which a power cut can take what was acknowledged.
        try pool.writeWithoutTransaction { database in
            try database.execute(sql: "PRAGMA synchronous = FULL")
            // Pages that change with nearly every transaction are copied from the log into the file once in 16 MiB, not in 4.
            try database.execute(sql: "PRAGMA wal_autocheckpoint = 4000")
            // In KiB. The writer reads what it changes, all over the file; the readers' 2 MiB would make it read pages anew.
            try database.execute(sql: "PRAGMA cache_size = -16384")
        }
        let migrator = SQLiteMigrations.migrator
        if try pool.read(migrator.hasBeenSuperseded) { throw DatabaseFromTheFuture(path: path) }
        try migrator.migrate(pool)
        run = try DatabaseRun(beginningIn: pool, path: path, lock: lock)
        writer = WriteQueue(pool: pool, current: current, subscribers: subscribers, run: run, health: health)
        points = try LookupConnection(path: path, health: health)
    }

    /// Looks before anything is changed: a pool would already make another program's file one with a write-ahead log.
    ///
    /// - Throws: `DatabaseIsForeign` for a file that is neither empty nor made by a version of this program.
    private static func requireOwn(_ path: String) throws {
        let tables: Set<String>
        do {
            let queue = try DatabaseQueue(path: path)
            defer { try? queue.close() }
            tables = try queue.read { try String.fetchSet($0, sql: "SELECT name FROM sqlite_schema WHERE type = 'table'") }
        } catch let error as DatabaseError where error.resultCode == .SQLITE_NOTADB {
            throw DatabaseIsForeign(path: path)
        }
        // A start that was cut short may have left the first of them alone.
        guard tables.isSubset(of: ["grdb_migrations"]) || tables.isSuperset(of: ["grdb_migrations", "settings", "jobs"]) else {
            throw DatabaseIsForeign(path: path)
        }
    }

    package func read<T: Sendable>(_ body: @escaping @Sendable (any ReadSession) throws -> T) async throws -> T {
        try await snapshot { try body($0) }
    }

    private func snapshot<T: Sendable>(_ body: @escaping @Sendable (SQLSession) throws -> T) async throws -> T {
        let health = health
        do {
            return try await pool.read { database in
                try health.reading(database) { try body(SQLSession(connection: SQLiteConnection(database))) }
            }
        } catch let error as DatabaseError {
            // Nearly always: no snapshot could be begun. What `body` threw is known already, and passes as it is.
            throw health.noted(error)
        }
    }

    package func write<T: Sendable>(_ body: @escaping @Sendable (any WriteSession) throws -> T) async throws -> T {
        try await writer.write(body)
    }

    package func version(ofJob id: UUID) async throws -> Version? {
        try current.version(ofJob: id) { try points.read { try $0.version(ofJob: id) } }
    }

    package func job(_ id: UUID) async throws -> Job? {
        if let job = try points.readSnapshotIfFree({ try $0.job(id, includingDeleted: false) }) { return job }
        return try await read { try $0.job(id, includingDeleted: false) }
    }

    package func principal(tokenHash: [UInt8], now: Timestamp) async throws -> Staff? {
        try current.principal(tokenHash: tokenHash, now: now) {
            try points.read { try $0.signIn(ofTokenHash: tokenHash, now: now) }
        }
    }

    package func subscribe(_ receive: @escaping @Sendable ([Publication]) -> Void) -> any Sendable & AnyObject {
        subscribers.add(receive)
    }

    package func changes(after position: Int64, job: UUID?, limit: Int) async throws -> [PublishedChange] {
        try await snapshot { try $0.changes(after: position, job: job, limit: limit) }
    }

    package func latestPosition() async throws -> Int64 {
        try await snapshot { try $0.latestPosition() }
    }

    package func checkHealth() async throws {
        _ = try await snapshot { try $0.setting("") }
        let due = try health.dueChecks()
        guard let known = due.values.first else { return }
        // Reading a large file takes longer than anybody waits for an answer.
        guard due[.unreadable] == nil else {
            Task { try? await check(due) }
            throw known.error
        }
        try await check(due)
    }

    private func check(_ due: [StorageHealth.Fault: StorageHealth.Found]) async throws {
        let start = ContinuousClock.now
        defer { health.endChecks(after: .now - start) }
        for (fault, found) in due {
            switch fault {
            case .full:
                try requireRoom()
                try await writeAndRemove()
            case .unwritable: try await writeAndRemove()
            case .unreadable: try await readEverything()
            }
            health.isOver(fault, found)
        }
    }

    /// Writes as much as a large change needs, and removes it again.
    private func writeAndRemove() async throws {
        for text in [String(repeating: " ", count: 1 << 20), nil] {
            try await write { try $0.setSetting("health-check", to: text) }
        }
    }

    /// After a write has failed, there must be room for many: else the next one fails again.
    ///
    /// - Throws: `StoreUnavailable` where the disk is still nearly full.
    private func requireRoom() throws {
        var status = statvfs()
        guard statvfs(path, &status) == 0 else { return }
        let bytes = UInt64(status.f_bavail) * UInt64(status.f_frsize)
        guard bytes >= Self.leastRoom else {
            throw StoreUnavailable(reason: "The disk is full.", details: "\(bytes) bytes are left for \(path)")
        }
    }

    private static let leastRoom: UInt64 = 16 << 20

    /// Reads the whole file on a connection of its own, which holds nothing of it in memory yet.
    ///
    /// - Throws: `StoreUnavailable` where a part of it is damaged.
    private func readEverything() async throws {
        var configuration = Configuration()
        configuration.readonly = true
        let health = health
        let fault = try await DatabaseQueue(path: path, configuration: configuration).read { database in
            try health.reading(database) { try String.fetchOne(database, sql: "PRAGMA quick_check(1)") }
        }
        guard fault == "ok" else {
            throw StoreUnavailable(reason: "A part of the database is damaged.", details: fault ?? "")
        }
    }

    /// Ends every connection, after what is under way; the write-ahead log is folded into the file, and another server may open
    /// it. Closing what is closed does nothing.
    package func close() throws {
        let isFirst = isClosed.withLock { isClosed in
            defer { isClosed = true }
            return !isClosed
        }
        guard isFirst else { return }
        defer { lock.release() }
        // First the reader, which would keep the log from being folded whole.
        points.close()
        defer { try? pool.close() }
        try run.end(in: pool)
        try pool.writeWithoutTransaction { _ = try $0.checkpoint(.truncate) }
    }
}

/// The file is another program's.
package struct DatabaseIsForeign: Error, CustomStringConvertible {
    let path: String

    package var description: String {
        "\(path) is not a database of Jobtag. Name another file with --database; nothing was changed in this one."
    }
}

/// The database has migrations that this program does not know.
package struct DatabaseFromTheFuture: Error, CustomStringConvertible {
    let path: String

    package var description: String {
        "\(path) was made by a newer version of Jobtag. Start that version, or restore a backup from before the upgrade."
    }
}
