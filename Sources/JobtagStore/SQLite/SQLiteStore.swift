package import Foundation
import GRDB
package import JobtagCore
import Synchronization

/// The embedded store: one SQLite file in WAL mode, durable at every commit.
package final class SQLiteStore: Store {
    private let pool: DatabasePool
    private let writer: WriteQueue
    private let lookups: LookupConnection
    private let cache = LookupCache()
    private let publisher = ChangePublisher()
    private let lock: FileLock
    private let run: DatabaseRun
    private let health = StorageHealth()
    private let path: String
    private let isClosed = Mutex(false)

    package var generation: String { run.generation }

    /// Opens the database, creates it if necessary, and runs its migrations.
    ///
    /// - Parameter path: The file's path.
    /// - Throws: `DatabaseInUse` if another server has it open; `DatabaseIsForeign` if it belongs to another program; `DatabaseFromTheFuture` if a
    ///   newer version has created it; SQLite errors.
    package init(path: String) throws {
        self.path = path
        lock = try FileLock(path: path)
        do {
            try Self.requireOwn(path)
        } catch {
            lock.discard()
            throw error
        }
        // SQLite gives the files that it creates beside it the same mode.
        lock.makePrivate()
        var configuration = Configuration()
        configuration.foreignKeysEnabled = true
        configuration.busyMode = .timeout(5)
        configuration.maximumReaderCount = 4
        configuration.prepareDatabase { database in
            // SQLite's temporary data needs no file: recovery after a crash uses only the write-ahead log.
            try database.execute(sql: "PRAGMA temp_store = MEMORY")
        }
        pool = try DatabasePool(path: path, configuration: configuration)
        // After creating the pool, which sets NORMAL, with which a power cut can lose acknowledged changes.
        try pool.writeWithoutTransaction { database in
            try database.execute(sql: "PRAGMA synchronous = FULL")
            // Pages that change with nearly every transaction are copied from the log to the file every 16 MiB, not every 4.
            try database.execute(sql: "PRAGMA wal_autocheckpoint = 4000")
            // In KiB. The writer reads what it changes, throughout the file; with the readers' 2 MiB it would read pages repeatedly.
            try database.execute(sql: "PRAGMA cache_size = -16384")
        }
        let migrator = SQLiteMigrations.migrator
        if try pool.read(migrator.hasBeenSuperseded) { throw DatabaseFromTheFuture(name: path) }
        try migrator.migrate(pool)
        run = try DatabaseRun(beginningIn: pool, path: path, lock: lock)
        writer = WriteQueue(pool: pool, cache: cache, publisher: publisher, run: run, health: health)
        lookups = try LookupConnection(path: path, health: health)
    }

    /// Checks before anything is changed: a pool would already switch another program's file to a write-ahead log.
    ///
    /// - Throws: `DatabaseIsForeign` for a file that is neither empty nor created by this program.
    private static func requireOwn(_ path: String) throws {
        let tables: Set<String>
        do {
            let queue = try DatabaseQueue(path: path)
            defer { try? queue.close() }
            tables = try queue.read { try String.fetchSet($0, sql: "SELECT name FROM sqlite_schema WHERE type = 'table'") }
        } catch let error as DatabaseError where error.resultCode == .SQLITE_NOTADB {
            throw DatabaseIsForeign(name: path)
        }
        // An interrupted first start may have left only the first of them.
        guard tables.isSubset(of: ["grdb_migrations"]) || tables.isSuperset(of: ["grdb_migrations", "settings", "jobs"]) else {
            throw DatabaseIsForeign(name: path)
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
            // Usually: no snapshot could be started. An error of `body` is already known, and passes unchanged.
            throw health.noted(error)
        }
    }

    package func write<T: Sendable>(
        expecting expected: ExpectedLookups, _ body: @escaping @Sendable (any WriteSession) throws -> T
    ) async throws -> T {
        try await writer.write(body)
    }

    package func version(ofJob id: UUID) async throws -> Version? {
        try cache.version(ofJob: id) { try lookups.read { try $0.version(ofJob: id) } }
    }

    package func job(_ id: UUID) async throws -> Job? {
        if let job = try lookups.readSnapshotIfFree({ try $0.job(id, includingDeleted: false) }) { return job }
        return try await read { try $0.job(id, includingDeleted: false) }
    }

    package func lookUp(_ lookup: RequestLookup) async throws -> RequestLookup.Result {
        let now = lookup.now
        let principal = try cache.principal(tokenHash: lookup.tokenHash, now: now) {
            try lookups.read { try $0.signIn(ofTokenHash: lookup.tokenHash, now: now) }
        }
        var result = RequestLookup.Result(principal: principal)
        guard let principal else { return result }
        if let key = lookup.key {
            result.storedResponse = try await read { try $0.storedResponse(for: key, of: principal.id, now: now) }
        }
        if let id = lookup.job { result.jobVersion = try await version(ofJob: id) }
        return result
    }

    package func subscribe(_ receive: @escaping @Sendable ([Publication]) -> Void) -> any Sendable & AnyObject {
        publisher.add(receive)
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
        // Reading a large file takes longer than anyone waits for a response.
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

    /// Writes as much data as a large change needs, and removes it again.
    private func writeAndRemove() async throws {
        for text in [String(repeating: " ", count: 1 << 20), nil] {
            try await write { try $0.setSetting("health-check", to: text) }
        }
    }

    /// After a failed write there must be room for many: otherwise the next one fails again.
    ///
    /// - Throws: `StoreUnavailable` if the disk is still nearly full.
    private func requireRoom() throws {
        var status = statvfs()
        guard statvfs(path, &status) == 0 else { return }
        let bytes = UInt64(status.f_bavail) * UInt64(status.f_frsize)
        guard bytes >= Self.leastRoom else {
            throw StoreUnavailable(reason: "The disk is full.", details: "\(bytes) bytes are left for \(path)")
        }
    }

    private static let leastRoom: UInt64 = 16 << 20

    /// Reads the whole file on a separate connection, which has none of it cached.
    ///
    /// - Throws: `StoreUnavailable` if part of it is damaged.
    private func readEverything() async throws {
        var configuration = Configuration()
        configuration.readonly = true
        let health = health
        let fault = try await DatabaseQueue(path: path, configuration: configuration).read { database in
            try health.reading(database) { try String.fetchOne(database, sql: "PRAGMA quick_check(1)") }
        }
        guard fault == "ok" else {
            throw StoreUnavailable(reason: "Part of the database is damaged.", details: fault ?? "")
        }
    }

    /// Closes every connection after its current work; the write-ahead log is checkpointed, and another server can open
    /// the database. Closing again has no effect.
    package func close() throws {
        let isFirst = isClosed.withLock { isClosed in
            defer { isClosed = true }
            return !isClosed
        }
        guard isFirst else { return }
        defer { lock.release() }
        // First the reader, which would prevent a complete checkpoint.
        lookups.close()
        defer { try? pool.close() }
        try run.end(in: pool)
        try pool.writeWithoutTransaction { _ = try $0.checkpoint(.truncate) }
    }
}
