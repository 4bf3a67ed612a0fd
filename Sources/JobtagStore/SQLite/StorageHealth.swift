import GRDB
import GRDBSQLite
import JobtagCore
import Synchronization

/// Whether the database can be read and written, according to the latest reads and writes.
///
/// A request's error caused by the disk or the file is not a defect of this program. Such errors become `StoreUnavailable`. Lasting ones are
/// remembered until a check finds that they are over, so the server reports that it is not ready, and recovers by itself.
final class StorageHealth: Sendable {
    /// The kind of fault, which determines how to check that it is over.
    enum Fault: CaseIterable, Sendable {
        /// The disk is full.
        case full
        /// The file cannot be written for another reason.
        case unwritable
        /// The data that was read is invalid, or the disk did not return it.
        case unreadable
    }

    /// A fault as last found. If it is found again during a check, it has another number, and the check does not clear it.
    struct Found: Sendable {
        let number: Int
        let error: StoreUnavailable
    }

    private struct State {
        var faults: [Fault: Found] = [:]
        var lastNumber = 0
        var isChecking = false
        /// The minimum interval between checks, whoever requests them.
        var nextCheck = ContinuousClock.now
    }

    private let state = Mutex(State())

    /// Runs a read on a GRDB connection.
    func reading<T>(_ database: Database, _ body: () throws -> T) throws -> T {
        try reading(forget: { sqlite3_db_release_memory(database.sqliteConnection) }, body)
    }

    /// Runs a read.
    ///
    /// - Parameter forget: Drops the connection's cached pages: damaged ones may be repaired on disk by the next time.
    /// - Throws: `StoreUnavailable` for errors of the disk or the file; otherwise the error of `body`.
    func reading<T>(forget: () -> Void, _ body: () throws -> T) throws -> T {
        do {
            return try body()
        } catch {
            let found = noted(error)
            if found is StoreUnavailable { forget() }
            throw found
        }
    }

    /// Remembers an error, if it comes from the disk or the file and may last.
    ///
    /// - Returns: `StoreUnavailable`, or the unchanged error.
    func noted(_ error: any Error) -> any Error {
        guard let code = error.sqliteCode, let reason = Self.reasons[code & 0xFF] else { return error }
        let unavailable = StoreUnavailable(reason: reason, details: "\(error)")
        if let fault = Self.fault(code) {
            state.withLock { state in
                state.lastNumber += 1
                state.faults[fault] = Found(number: state.lastNumber, error: unavailable)
            }
        }
        return unavailable
    }

    /// The faults to check now. The caller that gets any must run the checks, and report when they have ended.
    ///
    /// - Returns: The faults that may still exist; empty if there are none.
    /// - Throws: `StoreUnavailable` if another check is running, or the last one is too recent.
    func dueChecks() throws -> [Fault: Found] {
        try state.withLock { state in
            guard let known = state.faults.values.first else { return [:] }
            guard !state.isChecking, state.nextCheck <= .now else { throw known.error }
            state.isChecking = true
            return state.faults
        }
    }

    /// - Parameter duration: The duration of the checks. Checking a large file is slow; most of the time is for other work.
    func endChecks(after duration: Duration) {
        state.withLock { state in
            state.isChecking = false
            state.nextCheck = .now + max(.seconds(1), duration * 10)
        }
    }

    /// A check has found that a fault is over. A successful write is not enough: a full disk has room for small changes.
    func isOver(_ fault: Fault, _ found: Found) {
        state.withLock { if $0.faults[fault]?.number == found.number { $0.faults[fault] = nil } }
    }

    /// The fault of an error, if it may last.
    private static func fault(_ code: Int32) -> Fault? {
        switch code & 0xFF {
        case SQLITE_FULL: .full
        case SQLITE_CORRUPT, SQLITE_NOTADB: .unreadable
        case SQLITE_IOERR: code == ioErrorRead || code == ioErrorShortRead ? .unreadable : .unwritable
        case SQLITE_READONLY: .unwritable
        default: nil
        }
    }

    /// SQLite's headers define these as expressions, which Swift does not import.
    private static let ioErrorRead = SQLITE_IOERR | (1 << 8)
    private static let ioErrorShortRead = SQLITE_IOERR | (2 << 8)

    private static let reasons: [Int32: String] = [
        SQLITE_FULL: "The disk is full.",
        SQLITE_IOERR: "The disk cannot be read or written.",
        SQLITE_CORRUPT: "Part of the database is damaged.",
        SQLITE_NOTADB: "The database is damaged.",
        SQLITE_READONLY: "The database cannot be written.",
        SQLITE_CANTOPEN: "The database cannot be opened.",
        SQLITE_BUSY: "Another program has locked the database.",
        SQLITE_LOCKED: "Another program has locked the database.",
        SQLITE_PROTOCOL: "Another program has locked the database.",
        SQLITE_NOMEM: "The server is out of memory.",
    ]
}

extension Error {
    /// SQLite's extended result code, if the error comes from SQLite.
    fileprivate var sqliteCode: Int32? {
        switch self {
        case let error as SQLiteError: error.code
        case let error as DatabaseError: error.extendedResultCode.rawValue
        default: nil
        }
    }
}
