import GRDB
import GRDBSQLite
import JobtagCore
import Synchronization

/// Whether the database can be read and written, as far as is known: what the last reads and writes ended with.
///
/// What the disk or the file does to a request is no defect of this program. Such errors become `StoreUnavailable`. Those that may last are
/// remembered until a check finds that they are over, so that the server says that it is not ready, and is again by itself.
final class StorageHealth: Sendable {
    /// What is wrong, as far as it matters for how to find out that it is over.
    enum Fault: CaseIterable, Sendable {
        /// There is no room on the disk.
        case full
        /// The file cannot be written for another reason.
        case unwritable
        /// What was read makes no sense, or the disk did not give it.
        case unreadable
    }

    /// A fault as it was found last. One that is found again while a check runs has another number, and is not over with it.
    struct Found: Sendable {
        let number: Int
        let error: StoreUnavailable
    }

    private struct State {
        var faults: [Fault: Found] = [:]
        var lastNumber = 0
        var isChecking = false
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
            let found = noted(error)
            if found is StoreUnavailable { forget() }
            throw found
        }
    }

    /// Remembers an error, where it comes of the disk or the file and may last.
    ///
    /// - Returns: `StoreUnavailable`, or the error as it is.
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

    /// What is to be checked now. Whoever gets anything makes the checks, and says when they have ended.
    ///
    /// - Returns: The faults of which nobody knows whether they last; empty where all is well.
    /// - Throws: `StoreUnavailable` where somebody else is checking, or the last check is too recent for another.
    func dueChecks() throws -> [Fault: Found] {
        try state.withLock { state in
            guard let known = state.faults.values.first else { return [:] }
            guard !state.isChecking, state.nextCheck <= .now else { throw known.error }
            state.isChecking = true
            return state.faults
        }
    }

    /// - Parameter duration: What the checks took. One of a large file takes long; most of the time is for other things.
    func endChecks(after duration: Duration) {
        state.withLock { state in
            state.isChecking = false
            state.nextCheck = .now + max(.seconds(1), duration * 10)
        }
    }

    /// A check has found that a fault is over. That something was written is not enough: on a full disk there is room for small changes.
    func isOver(_ fault: Fault, _ found: Found) {
        state.withLock { if $0.faults[fault]?.number == found.number { $0.faults[fault] = nil } }
    }

    /// By what it is, whoever met it. What passes by itself is none.
    private static func fault(_ code: Int32) -> Fault? {
        switch code & 0xFF {
        case SQLITE_FULL: .full
        case SQLITE_CORRUPT, SQLITE_NOTADB: .unreadable
        case SQLITE_IOERR: code == ioErrorRead || code == ioErrorShortRead ? .unreadable : .unwritable
        case SQLITE_READONLY: .unwritable
        default: nil
        }
    }

    /// SQLite's headers have these as expressions, which Swift does not import.
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
    /// SQLite's extended result code, where the error is one of SQLite's.
    fileprivate var sqliteCode: Int32? {
        switch self {
        case let error as SQLiteError: error.code
        case let error as DatabaseError: error.extendedResultCode.rawValue
        default: nil
        }
    }
}
