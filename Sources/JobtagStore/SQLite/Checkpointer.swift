import Dispatch
import GRDBSQLite
import Synchronization

/// Copies the write-ahead log into the database on a connection and a thread of its own. On the writer's, as SQLite does it by default, the change
/// that makes the log long enough waits for it, and all behind it: some 40 ms for 16 MiB.
///
/// Unchecked, because what it says of itself is beyond the compiler: the connection is touched only on the queue.
final class Checkpointer: @unchecked Sendable {
    /// From this length on the log is copied: 16 MiB. Pages that change with nearly every transaction are then copied once, not four times.
    private static let usualPages = 4_000
    /// A log that grows faster than it is copied never begins anew. From this length on, 128 MiB, the writer copies what is left itself.
    private static let maximumPages = 32_000

    private let queue = DispatchQueue(label: "jobtag.checkpoint")
    private let isUnderWay = Atomic(false)
    private var database: OpaquePointer?

    init(path: String) throws {
        var database: OpaquePointer?
        let code = sqlite3_open_v2(path, &database, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nil)
        guard code == SQLITE_OK, let database, sqlite3_exec(database, "PRAGMA synchronous = FULL", nil, nil, nil) == SQLITE_OK
        else {
            defer { sqlite3_close_v2(database) }
            throw SQLiteError(connection: database)
        }
        self.database = database
    }

    deinit { sqlite3_close_v2(database) }

    /// Looks at the length of the log after each commit from here on, in place of SQLite's own `wal_autocheckpoint`.
    ///
    /// - Parameter writer: A connection that ends before this does.
    func watch(_ writer: OpaquePointer?) {
        sqlite3_wal_hook(
            writer,
            { context, writer, _, pages in
                guard let context else { return SQLITE_OK }
                if pages >= Checkpointer.maximumPages {
                    // As with SQLite's own: what cannot be copied now is copied after a later commit.
                    sqlite3_wal_checkpoint_v2(writer, nil, SQLITE_CHECKPOINT_PASSIVE, nil, nil)
                } else if pages >= Checkpointer.usualPages {
                    Unmanaged<Checkpointer>.fromOpaque(context).takeUnretainedValue().begin()
                }
                return SQLITE_OK
            },
            Unmanaged.passUnretained(self).toOpaque())
    }

    /// Ends the connection, after a copy that is under way.
    func close() {
        queue.sync {
            sqlite3_close_v2(database)
            database = nil
        }
    }

    private func begin() {
        guard !isUnderWay.exchange(true, ordering: .acquiringAndReleasing) else { return }
        queue.async { [self] in
            // Passive: it waits for nobody, and nobody for it.
            if let database { sqlite3_wal_checkpoint_v2(database, nil, SQLITE_CHECKPOINT_PASSIVE, nil, nil) }
            isUnderWay.store(false, ordering: .releasing)
        }
    }
}
