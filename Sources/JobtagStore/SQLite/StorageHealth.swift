import GRDB
import GRDBSQLite
import JobtagCore
import Synchronization

/// Whether the database can be read and written, as far as is known: what the last reads and writes ended with.
///
/// What the disk or the file does to a request is no defect of this program. Such errors become `StoreUnavailable`, and are remembered until a
/// check finds that it is over. So the server says that it is not ready, and is again by itself.
final class StorageHealth: Sendable {
    /// What is wrong, as far as it matters for how to find out that it is over.
    enum Fault: Sendable {
        /// Nothing can be written: the disk is full, or fails, or another program holds the file.
        case unwritable
        /// What was read makes no sense, or could not be read.
        case unreadable
    }

    private struct State {
        /// What was found last, of each kind.
        var faults: [Fault: StoreUnavailable] = [:]
        /// Checks are not made more often than this, whoever asks.
        var nextCheck = ContinuousClock.now
    }

    private let state = Mutex(State())

    /// Runs a read on a connection of GRDB's.
    func reading<T>(_ database: Database, _ body: () throws -> T) throws -> T {
        try reading(forget: { sqlite3_db_release_memory(database.sqliteConnection) }, body)
    }

    /// Runs a read.
    ///
    /// - Parameter forget: Lets go of the pages that the connection holds in memory: what was damaged may be mended on the disk by the next time.
    /// - Throws: `StoreUnavailable` for what comes of the disk or the file; else what `body` throws.
    func reading<T>(forget: () -> Void, _ body: () throws -> T) throws -> T {
        do {
            return try body()
        } catch {
            guard let found = noted(error, as: .unreadable) else { throw error }
            forget()
            throw found
        }
    }

    /// Remembers the error of a write, where it comes of the disk or the file.
    ///
    /// - Returns: `StoreUnavailable`, or the error as it is.
    func failed(_ error: any Error) -> any Error {
        guard let code = error.sqliteCode else { return error }
        return noted(error, as: code == SQLITE_CORRUPT || code == SQLITE_NOTADB ? .unreadable : .unwritable) ?? error
    }

    /// What is to be checked now.
    ///
    /// - Returns: The kinds of fault of which nobody knows whether they last; empty where all is well.
    /// - Throws: `StoreUnavailable` where the last check is too recent for another.
    func dueChecks() throws -> Set<Fault> {
        try state.withLock { state in
            guard let fault = state.faults.values.first else { return [] }
            guard state.nextCheck <= .now else { throw fault }
            // Nobody else checks at the same time.
            state.nextCheck = .now + .seconds(60)
            return Set(state.faults.keys)
        }
    }

    /// After a check, whatever came of it.
    func endCheck(after duration: Duration) {
        // A check of a large file takes long; most of the time is for other things.
        state.withLock { $0.nextCheck = .now + max(.seconds(1), duration * 10) }
    }

    /// A check has found that a fault is over. That something was written is not enough: on a full disk there is room for small changes.
    func isOver(_ fault: Fault) { state.withLock { $0.faults[fault] = nil } }

    private func noted(_ error: any Error, as fault: Fault) -> StoreUnavailable? {
        guard let code = error.sqliteCode, let reason = Self.reasons[code] else { return nil }
        let found = StoreUnavailable(reason: reason, details: "\(error)")
        state.withLock { $0.faults[fault] = found }
        return found
    }

    private static let reasons: [Int32: String] = [
        SQLITE_FULL: "The disk is full.",
        SQLITE_IOERR: "The disk cannot be read or written.",
        SQLITE_CORRUPT: "A part of the database is damaged.",
        SQLITE_NOTADB: "The database is damaged.",
        SQLITE_READONLY: "The database cannot be written.",
        SQLITE_CANTOPEN: "The database cannot be opened.",
        SQLITE_BUSY: "Another program holds the database.",
        SQLITE_LOCKED: "Another program holds the database.",
        SQLITE_PROTOCOL: "Another program holds the database.",
        SQLITE_NOMEM: "There is no memory left.",
    ]
}

extension Error {
    /// SQLite's primary result code, where the error is one of SQLite's.
    fileprivate var sqliteCode: Int32? {
        switch self {
        case let error as SQLiteError: error.code & 0xFF
        case let error as DatabaseError: error.resultCode.rawValue
        default: nil
        }
    }
}
