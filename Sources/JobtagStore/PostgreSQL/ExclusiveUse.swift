import Dispatch
import JobtagCore
import Synchronization

/// Keeps servers from using a database, such as the target of a copy, until it ends.
final class ExclusiveUse: Sendable {
    private let connection: Mutex<PostgreSQLConnection?>

    /// Connects on a thread that may wait.
    ///
    /// - Throws: `DatabaseInUse` if a server uses the database; `StoreUnavailable` if it cannot be reached.
    static func begin(of settings: PostgreSQLSettings) async throws -> ExclusiveUse {
        try await withCheckedThrowingContinuation { begun in
            DispatchQueue.global().async { begun.resume(with: Result { try ExclusiveUse(of: settings) }) }
        }
    }

    private init(of settings: PostgreSQLSettings) throws {
        do {
            let connection = try PostgreSQLConnection(settings, hasLimits: false)
            guard try connection.tryLockForever(.use, isShared: false) else { throw DatabaseInUse(path: settings.name) }
            self.connection = Mutex(connection)
        } catch let error as ConnectionLost {
            throw error.known
        }
    }

    func end() { connection.withLock { $0 = nil } }
}
