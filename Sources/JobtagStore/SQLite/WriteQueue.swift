import GRDB
import GRDBSQLite
import JobtagCore
import Synchronization

/// Group commit: writes that arrive while one transaction is being made durable share the next one, and each
/// stands or falls alone. All are answered after the one fsync, so an answer always means that the change is on disk.
final class WriteQueue: Sendable {
    /// A write waiting for its turn.
    private struct Waiting: Sendable {
        /// Runs the use case and keeps what came of it.
        let run: @Sendable (SQLSession) throws -> Void
        /// Answers, once the transaction is durable, or could not be made so.
        let finish: @Sendable ((any Error)?) -> Void
    }

    private struct State {
        var waiting: [Waiting] = []
        var isDraining = false
    }

    private let pool: DatabasePool
    private let current: LookupCache
    private let subscribers: ChangePublisher
    private let run: DatabaseRun
    private let health: StorageHealth
    private let state = Mutex(State())
    /// The most writes that share a transaction.
    private static let maximumGroup = 256
    /// The most writes that wait; one more is refused rather than kept waiting.
    private static let maximumWaiting = 10_000

    init(pool: DatabasePool, current: LookupCache, subscribers: ChangePublisher, run: DatabaseRun, health: StorageHealth) {
        (self.pool, self.current, self.subscribers, self.run, self.health) = (pool, current, subscribers, run, health)
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
            // A write that is refused is refused before it has written anything, nearly always. So nothing is prepared for
            // taking one back; where one has to be after all, the whole group is run again, each write in a savepoint.
            failures =
                try transact(group, on: database, inSavepoints: false, &publications)
                ?? transact(group, on: database, inSavepoints: true, &publications) ?? []
        } catch {
            current.forgetEverything()
            failures = Array(repeating: error, count: group.count)
        }
        for (index, failure) in failures.enumerated() {
            guard let failure, let found = health.noted(failure) as? StoreUnavailable else { continue }
            failures[index] = found
            // What was damaged may be mended on the disk by the next time.
            sqlite3_db_release_memory(database.sqliteConnection)
        }
        if let position = publications.lazy.reversed().compactMap(\.position).first { run.hasCommitted(upTo: position) }
        for (waiting, failure) in zip(group, failures) { waiting.finish(failure) }
        subscribers.publish(publications)
    }

    /// Runs the writes in one transaction and commits it.
    ///
    /// - Parameter publications: What has to be published, once it is durable.
    /// - Returns: Why each write failed, or nil for those that did not; nil, with everything rolled back, where one failed that
    ///   had written something and was in no savepoint.
    /// - Throws: Where the transaction itself fails: then nobody's change was made.
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
                    // What is rolled back is told to nobody.
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
            current.willCommit(recorder.writeSet)
            return .commit
        }
        guard !mustRunAgain else { return nil }
        current.didCommit(recorder.writeSet)
        publications = recorder.writeSet.publications
        return failures
    }

    /// Where a use case's result waits for its transaction.
    private final class Outcome<T: Sendable>: Sendable {
        private let value = Mutex<T?>(nil)

        func set(_ new: T) { value.withLock { $0 = new } }

        func take() -> T {
            guard let value = value.withLock({ $0 }) else { preconditionFailure("a write finished without having run") }
            return value
        }
    }
}
