import Foundation
import Synchronization

/// Keeps a second server off the same file: what one keeps in memory, the other's commits would make stale. Holds the mark of the run besides.
///
/// The database's file itself is locked, so that a second name of it, as a symbolic or a hard link, leads to the same lock. SQLite's own locks
/// are others (`fcntl`), which these neither see nor end.
///
/// The system lets go of it when the process ends, however it ends.
final class FileLock: Sendable {
    private let descriptor: Int32
    private let database: Int32
    private let isHeld = Mutex(true)

    /// - Throws: `DatabaseInUse`.
    init(path: String) throws {
        func opened(_ path: String) throws -> Int32 {
            let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
            guard descriptor >= 0 else { throw DatabaseCannotBeOpened(path: path, reason: String(cString: strerror(errno))) }
            // One that an older version made could be read by everybody.
            var status = stat()
            if fstat(descriptor, &status) == 0, status.st_mode & 0o077 != 0 { _ = fchmod(descriptor, 0o600) }
            return descriptor
        }
        let descriptors = [try opened(path + ".lock"), try opened(path)]
        for name in ["-wal", "-shm"] { _ = chmod(path + name, 0o600) }
        (descriptor, database) = (descriptors[0], descriptors[1])
        for descriptor in descriptors where flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
            for descriptor in descriptors { close(descriptor) }
            throw DatabaseInUse(path: path)
        }
    }

    deinit { release() }

    /// What the last run that had the database open left here; nil where that is nothing.
    var mark: RunMark? {
        var bytes = [UInt8](repeating: 0, count: 256)
        let count = pread(descriptor, &bytes, bytes.count, 0)
        return count > 0 ? RunMark(text: String(decoding: bytes[..<count], as: UTF8.self)) : nil
    }

    /// Leaves a mark for the next run. It is not waited for that it is on disk.
    func write(_ mark: RunMark) {
        isHeld.withLock { isHeld in
            guard isHeld else { return }
            let bytes = Array(mark.text.utf8)
            // Where it cannot be written, the next run takes the database for another one, and pages load anew.
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
    let path: String

    package var description: String {
        "\(path) is in use by another Jobtag server. Stop that server first."
    }
}

/// The file cannot be made or opened where it is to be.
package struct DatabaseCannotBeOpened: Error, CustomStringConvertible {
    let path: String
    let reason: String

    package var description: String { "\(path) cannot be opened: \(reason)." }
}
