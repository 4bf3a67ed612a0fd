import GRDB
import GRDBSQLite
import JobtagCore
import Synchronization

/// Group commit: writes that arrive while a transaction is being committed share the next one, and each
/// succeeds or fails independently. All get their results after the single fsync, so success always means that the change is on disk.
final class WriteQueue: Sendable {
    /// A waiting write.
    private struct Waiting: Sendable {
        /// Runs the use case and stores its result.
        let run: @Sendable (SQLSession) throws -> Void
        /// Returns the result once the transaction is durable or has failed.
        let finish: @Sendable ((any Error)?) -> Void
    }

    private struct State {
        var waiting: [Waiting] = []
        var isDraining = false
    }

    private let pool: DatabasePool
    private let cache: LookupCache
    private let publisher: ChangePublisher
    private let run: DatabaseRun
    private let health: StorageHealth
    private let state = Mutex(State())
    /// The maximum number of writes that share a transaction.
    private static let maximumGroup = 256
    /// The maximum number of waiting writes; further ones are rejected.
    private static let maximumWaiting = 10_000

    init(pool: DatabasePool, cache: LookupCache, publisher: ChangePublisher, run: DatabaseRun, health: StorageHealth) {
        (self.pool, self.cache, self.publisher, self.run, self.health) = (pool, cache, publisher, run, health)
    }

    func write<T: Sendable>(_ body: @escaping @Sendable (any WriteSession) throws -> T) async throws -> T {
        try await withCheckedThrowingContinuation { continuation in
            let outcome = Outcome<T>()
            let waiting = Waiting(
                run: { session in outcome.set(try body(session)) },
                finish: { error in
                    if let error {
                        continuation.resume(throwing: error)
                    } else {
                        continuation.resume(returning: outcome.take())
                    }
                })
            let (isRefused, mustDrain) = state.withLock { state in
                guard state.waiting.count < Self.maximumWaiting else { return (true, false) }
                state.waiting.append(waiting)
                defer { state.isDraining = true }
                return (false, !state.isDraining)
            }
            if isRefused { continuation.resume(throwing: StoreBusy()) }
            if mustDrain { drain() }
        }
    }

    private func drain() {
        pool.asyncWriteWithoutTransaction { [self] database in
            while let group = next() { commit(group, on: database) }
        }
    }

    private func next() -> [Waiting]? {
        state.withLock { state in
            guard !state.waiting.isEmpty else {
                state.isDraining = false
                return nil
            }
            let group = Array(state.waiting.prefix(Self.maximumGroup))
            state.waiting.removeFirst(group.count)
            return group
        }
    }

    private func commit(_ group: [Waiting], on database: Database) {
        var failures: [(any Error)?]
        var publications: [Publication] = []
        do {
            // A rejected write has nearly always written nothing, so there is no preparation for rolling one
            // back; if it is necessary after all, the whole group runs again, each write in a savepoint.
            failures =
                try transact(group, on: database, inSavepoints: false, &publications)
                ?? transact(group, on: database, inSavepoints: true, &publications) ?? []
        } catch {
            cache.forgetEverything()
            failures = Array(repeating: error, count: group.count)
        }
        for (index, failure) in failures.enumerated() {
            guard let failure, let found = health.noted(failure) as? StoreUnavailable else { continue }
            failures[index] = found
            // Damaged pages may be repaired on disk by the next time.
            sqlite3_db_release_memory(database.sqliteConnection)
        }
        if let position = publications.lazy.reversed().compactMap(\.position).first { run.hasCommitted(upTo: position) }
        for (waiting, failure) in zip(group, failures) { waiting.finish(failure) }
        publisher.publish(publications)
    }

    /// Runs the writes in one transaction and commits it.
    ///
    /// - Parameter publications: What to publish once it is durable.
    /// - Returns: The error of each write, or nil for those without; nil, with everything rolled back, if one failed that
    ///   had written something and was in no savepoint.
    /// - Throws: If the transaction itself fails: then no change was made.
    private func transact(
        _ group: [Waiting], on database: Database, inSavepoints: Bool, _ publications: inout [Publication]
    ) throws -> [(any Error)?]? {
        var failures = [(any Error)?](repeating: nil, count: group.count)
        var mustRunAgain = false
        let recorder = WriteSetRecorder()
        try database.inTransaction(.immediate) {
            let session = SQLSession(connection: SQLiteConnection(database), recorder: recorder)
            for (index, waiting) in group.enumerated() {
                let rowsWritten = session.rowsWritten
                let recorded = recorder.writeSet
                do {
                    if inSavepoints {
                        try database.inSavepoint {
                            try waiting.run(session)
                            return .commit
                        }
                    } else {
                        try waiting.run(session)
                    }
                } catch {
                    failures[index] = error
                    // A change that is rolled back is not published.
                    recorder.writeSet = recorded
                    // SQLite itself ends the transaction on some errors (a full disk).
                    guard database.isInsideTransaction else { throw error }
                    if !inSavepoints, session.rowsWritten != rowsWritten {
                        mustRunAgain = true
                        return .rollback
                    }
                }
            }
            try SQLiteSearch(connection: SQLiteConnection(database)).refresh()
            cache.willCommit(recorder.writeSet)
            return .commit
        }
        guard !mustRunAgain else { return nil }
        cache.didCommit(recorder.writeSet)
        publications = recorder.writeSet.publications
        return failures
    }

    /// Holds a use case's result until its transaction is committed.
    private final class Outcome<T: Sendable>: Sendable {
        private let value = Mutex<T?>(nil)

        func set(_ new: T) { value.withLock { $0 = new } }

        func take() -> T {
            guard let value = value.withLock({ $0 }) else { preconditionFailure("a write finished without having run") }
            return value
        }
    }
}
