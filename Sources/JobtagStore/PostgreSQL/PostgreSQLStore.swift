package import Foundation
package import JobtagCore
import Synchronization

/// The store for several servers: a PostgreSQL database. Nothing that another server could change is cached.
package final class PostgreSQLStore: Store {
    /// Separate, so that writes which wait for each other leave connections for reads.
    private let readers: ConnectionPool
    private let writers: ConnectionPool
    private let feed: PostgreSQLFeed
    private let isClosed = Mutex(false)
    private let patience: Duration?
    private let exclusive: ExclusiveUse?
    package let generation: String
    package let isShared = true
    package static let defaultConnections = 10

    /// Connects to the database, and runs its migrations.
    ///
    /// - Parameters:
    ///   - connections: The maximum number of connections for requests. One more is used for the change feed.
    ///   - patience: How long a request waits for a free connection; nil without limits, for work that nobody waits for.
    ///   - isExclusive: Whether no server may use the database at the same time.
    ///   - mayBeEmpty: Whether to create the schema in an empty database.
    ///   - report: Told what goes wrong outside requests.
    /// - Throws: `StoreUnavailable` if the database cannot be reached; `DatabaseInUse` if a server uses it, or its exclusive user is still there;
    ///   `DatabaseFromTheFuture`, `DatabaseIsForeign`.
    package init(
        _ settings: PostgreSQLSettings, connections: Int = PostgreSQLStore.defaultConnections, patience: Duration? = .seconds(4),
        isExclusive: Bool = false, mayBeEmpty: Bool = true, report: @escaping @Sendable (String) -> Void = { _ in }
    ) async throws {
        exclusive = isExclusive ? try await ExclusiveUse.begin(of: settings) : nil
        let readerCount = connections * 2 / 5
        let writers = ConnectionPool(settings, size: connections - readerCount, patience: patience)
        let readers = readerCount == 0 ? writers : ConnectionPool(settings, size: readerCount, patience: patience)
        (self.readers, self.writers, self.patience) = (readers, writers, patience)
        do {
            let (generation, position) = try await writers.run { connection in
                do {
                    if !isExclusive, try !connection.canBeUsedByServers() { throw DatabaseInUse(path: settings.name) }
                    try PostgreSQLMigrations.run(on: connection, name: settings.name, mayBeEmpty: mayBeEmpty)
                    try Self.noticeRestoredDump(connection)
                    return try connection.snapshot { session in
                        (
                            try stored(session.setting("generation"), "generation"),
                            try connection.first(PostgreSQLFeed.latestSettled, []) { $0.int(0) } ?? 0
                        )
                    }
                } catch {
                    throw Self.known(error)
                }
            }
            self.generation = generation
            feed = PostgreSQLFeed(settings, after: position, isServer: !isExclusive, report: report)
        } catch {
            await writers.close()
            await readers.close()
            throw error
        }
    }

    /// Gives the database another generation if it was restored from a dump, and lets positions continue: another cluster has other transaction
    /// ids.
    private static func noticeRestoredDump(_ connection: PostgreSQLConnection) throws {
        let identity = try connection.databaseIdentity()
        try connection.transaction { session in
            let known = try session.setting(identitySetting)
            // Only then: while other servers write, positions must not move, or readers could miss what is being committed.
            guard known != identity else { return }
            try connection.continuePositions()
            if known != nil { try session.setSetting("generation", to: UUID().uuidString.lowercased().replacing("-", with: "")) }
            try session.setSetting(identitySetting, to: identity)
        }
    }

    static let identitySetting = "database-identity"

    package func limitingWaits<T>(_ request: () async throws -> T) async throws -> T {
        guard let patience else { return try await request() }
        return try await WaitBudget.$current.withValue(WaitBudget(patience), operation: request)
    }

    package func read<T: Sendable>(_ body: @escaping @Sendable (any ReadSession) throws -> T) async throws -> T {
        try await run(on: readers) { try $0.snapshot { try body($0) } }
    }

    package func write<T: Sendable>(
        expecting expected: ExpectedLookups, _ body: @escaping @Sendable (any WriteSession) throws -> T
    ) async throws -> T {
        let (value, hasWritten) = try await run(on: writers) { connection in
            let before = connection.written
            let value = try connection.transaction { session in
                try session.prefetch(expected)
                return try body(session)
            }
            return (value, connection.written != before)
        }
        if hasWritten { feed.hasCommitted() }
        return value
    }

    package func version(ofJob id: UUID) async throws -> Version? {
        try await run(on: readers) { try $0.lookUp { try $0.version(ofJob: id) } }
    }

    package func job(_ id: UUID) async throws -> Job? {
        try await run(on: readers) { try $0.lookUp { try $0.job(id, includingDeleted: false) } }
    }

    package func lookUp(_ lookup: RequestLookup) async throws -> RequestLookup.Result {
        try await run(on: readers) { connection in
            try connection.lookUp { session in
                // All queries of the first call are sent together; the second one uses their results.
                try session.prefetch { _ = try session.found(by: lookup) }
                return try session.found(by: lookup)
            }
        }
    }

    package func subscribe(_ receive: @escaping @Sendable ([Publication]) -> Void) -> any Sendable & AnyObject {
        feed.subscribe(receive)
    }

    package func broadcast(_ message: ServerMessage) { feed.broadcast(message) }

    package func changes(after position: Int64, job: UUID?, limit: Int) async throws -> [PublishedChange] {
        try await run(on: readers) { try $0.lookUp { try $0.changes(after: position, job: job, limit: limit) } }
    }

    package func latestPosition() async throws -> Int64 {
        try await run(on: readers) { try $0.lookUp { try $0.latestPosition() } }
    }

    package func checkHealth() async throws {
        let isReadOnly = try await run(on: readers) { connection in
            try connection.first("SELECT CASE WHEN pg_is_in_recovery() THEN 1 ELSE 0 END", []) { $0.int(0) }
        }
        guard isReadOnly == 0 else {
            throw StoreUnavailable(reason: "The database is being moved to another machine.", details: "it is a standby")
        }
    }

    package func close() async throws {
        let isFirst = isClosed.withLock { isClosed in
            defer { isClosed = true }
            return !isClosed
        }
        guard isFirst else { return }
        await feed.close()
        await writers.close()
        await readers.close()
        exclusive?.end()
    }

    // MARK: Errors

    /// Runs `body` with a connection, and again after errors that another attempt can avoid: of two transactions that stopped each
    /// other, one has been rolled back.
    private func run<T: Sendable>(
        on pool: ConnectionPool, _ body: @escaping @Sendable (PostgreSQLConnection) throws -> T
    ) async throws -> T {
        try await pool.run { connection in
            var attempt = 1
            while true {
                do {
                    return try body(connection)
                } catch let error as PostgreSQLError
                    where error.mayBeRetried && attempt < Self.maximumAttempts && !connection.isBroken
                {
                    usleep(UInt32.random(in: 1000...10_000) * UInt32(attempt))
                    attempt += 1
                } catch {
                    throw Self.known(error)
                }
            }
        }
    }

    private static let maximumAttempts = 5

    private static func known(_ error: any Error) -> any Error {
        switch error {
        case let error as PostgreSQLError: error.known
        case let error as ConnectionLost: error.known
        case let error as CommitUnknown: error.known
        case is OutOfTime: StoreBusy()
        default: error
        }
    }
}

extension SQLSession {
    fileprivate func found(by lookup: RequestLookup) throws -> RequestLookup.Result {
        var result = RequestLookup.Result(principal: try principal(ofTokenHash: lookup.tokenHash, now: lookup.now))
        if let key = lookup.key {
            result.storedResponse = try storedResponse(for: key, ofTokenHash: lookup.tokenHash, now: lookup.now)
        }
        if let id = lookup.job { result.jobVersion = try version(ofJob: id) }
        return result
    }

    /// Asks for everything that a write will look up first, in one round trip.
    fileprivate func prefetch(_ expected: ExpectedLookups) throws {
        try prefetch {
            if let (key, person) = expected.key { try connection.lock(.key(key, person: person), isShared: false) }
            if let person = expected.actor { try lockActor(person) }
            if let hash = expected.tokenHash { _ = try principal(ofTokenHash: hash, now: expected.now) }
            if let (key, person) = expected.key {
                _ = try storedResponse(for: key, of: person, now: expected.now)
                _ = try responseLog(of: person)
            }
            guard let id = expected.job else { return }
            _ = try lockJob(id)
            _ = try nextVersion(now: expected.now)
        }
    }
}
