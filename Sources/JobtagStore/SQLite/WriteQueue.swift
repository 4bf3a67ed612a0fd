import GRDB
import JobtagCore
import Synchronization

/// Group commit: writes that arrive while one transaction is being made durable share the next one, each in a savepoint of its
/// own. All are answered after the one fsync, so an answer always means that the change is on disk; a write that fails is rolled
/// back alone.
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
    private let state = Mutex(State())
    /// The most writes that share a transaction.
    private static let maximumGroup = 256
    /// The most writes that wait; one more is refused rather than kept waiting.
    private static let maximumWaiting = 10_000

    init(pool: DatabasePool) {
        self.pool = pool
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
        var failures = [(any Error)?](repeating: nil, count: group.count)
        do {
            try database.inTransaction(.immediate) {
                let session = SQLSession(connection: SQLiteConnection(database))
                for (index, waiting) in group.enumerated() {
                    do {
                        try database.inSavepoint {
                            try waiting.run(session)
                            return .commit
                        }
                    } catch {
                        failures[index] = error
                        // SQLite itself ends the transaction on some errors (a full disk): then nobody's change was made.
                        guard database.isInsideTransaction else { throw error }
                    }
                }
                return .commit
            }
        } catch {
            for index in failures.indices where failures[index] == nil { failures[index] = error }
        }
        for (waiting, failure) in zip(group, failures) { waiting.finish(failure) }
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

