import Foundation
import Synchronization

/// Keeps a second server off the same file, since each one's commits would make the other's caches stale. Also stores the run mark.
///
/// The database file itself is locked, so that another path, such as a symbolic or hard link, leads to the same lock. SQLite's own locks
/// are separate (`fcntl`); these neither see nor release them.
///
/// The system releases it when the process ends, in any way.
final class FileLock: Sendable {
    private let path: String
    private let descriptor: Int32
    private let database: Int32
    private let isHeld = Mutex(true)

    /// - Throws: `DatabaseInUse`; `DatabaseIsForeign` if the file is not one of SQLite, and `DatabaseCannotBeOpened`. Nothing is changed then.
    init(path: String) throws {
        self.path = path
        database = try Self.opened(path)
        do {
            try Self.requireSQLite(database, path)
            try Self.take(database, path)
            descriptor = try Self.opened(path + ".lock")
        } catch {
            close(database)
            throw error
        }
        do {
            try Self.take(descriptor, path)
        } catch {
            for descriptor in [descriptor, database] { close(descriptor) }
            throw error
        }
    }

    private static func opened(_ path: String) throws -> Int32 {
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw DatabaseCannotBeOpened(path: path, reason: String(cString: strerror(errno))) }
        return descriptor
    }

    private static func take(_ descriptor: Int32, _ path: String) throws {
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else { throw DatabaseInUse(path: path) }
    }

    /// The beginning of every file of SQLite (https://www.sqlite.org/fileformat2.html); an empty file may become one.
    private static func requireSQLite(_ descriptor: Int32, _ path: String) throws {
        let magic = Array("SQLite format 3\0".utf8)
        var bytes = [UInt8](repeating: 0, count: magic.count)
        let count = pread(descriptor, &bytes, bytes.count, 0)
        guard count == 0 || count == magic.count && bytes == magic else { throw DatabaseIsForeign(name: path) }
    }

    /// Lets only the owner read the files: an older version made them readable for everyone. Only for files that are known to be one's own.
    func makePrivate() {
        for descriptor in [descriptor, database] {
            var status = stat()
            if fstat(descriptor, &status) == 0, status.st_mode & 0o077 != 0 { _ = fchmod(descriptor, 0o600) }
        }
        for name in ["-wal", "-shm"] { _ = chmod(path + name, 0o600) }
    }

    /// Releases it, and removes the lock's file if it has never been used.
    func discard() {
        var status = stat()
        if fstat(descriptor, &status) == 0, status.st_size == 0 { _ = unlink(path + ".lock") }
        release()
    }

    deinit { release() }

    /// The mark left by the last run; nil if there is no valid one.
    var mark: RunMark? {
        var bytes = [UInt8](repeating: 0, count: 256)
        let count = pread(descriptor, &bytes, bytes.count, 0)
        return count > 0 ? RunMark(text: String(decoding: bytes[..<count], as: UTF8.self)) : nil
    }

    /// Leaves a mark for the next run. Does not wait until it is on disk.
    func write(_ mark: RunMark) {
        isHeld.withLock { isHeld in
            guard isHeld else { return }
            let bytes = Array(mark.text.utf8)
            // If it cannot be written, the next run treats the database as another one, and pages load everything again.
            _ = pwrite(descriptor, bytes, bytes.count, 0)
        }
    }

    func release() {
        isHeld.withLock { isHeld in
            if isHeld {
                close(descriptor)
                close(database)
            }
            isHeld = false
        }
    }
}

/// Another server has the database open.
package struct DatabaseInUse: Error, CustomStringConvertible {
    /// The path of the file, or a description of the server's database.
    let path: String

    package var description: String {
        "\(path) is in use by another Jobtag server. Stop that server first."
    }
}

/// The file cannot be created or opened at its path.
package struct DatabaseCannotBeOpened: Error, CustomStringConvertible {
    let path: String
    let reason: String

    package var description: String { "\(path) cannot be opened: \(reason)." }
}
