import Foundation
import GRDB
import JobtagCore

/// One run of the server on a database, and the generation of the database.
///
/// A database gets another generation if it does not continue from the end of the last run: the file was replaced by a backup, or copied to
/// another place. Clients then drop their data, which may include changes that no longer exist.
final class DatabaseRun: Sendable {
    let generation: String
    private let lock: FileLock
    private let name: String
    private let file: UInt64

    /// - Parameters:
    ///   - pool: The pool, before anything is written.
    ///   - path: The path of the database file.
    init(beginningIn pool: DatabasePool, path: String, lock: FileLock) throws {
        self.lock = lock
        let file = Self.number(ofFile: path)
        let name = Self.newName()
        let mark = lock.mark
        let (generation, position) = try pool.write { database in
            let session = SQLSession(connection: SQLiteConnection(database))
            let (last, position) = (try session.setting(Self.runSetting), try session.latestPosition())
            let isContinued =
                mark?.isContinued(
                    byRun: last, hasEnded: try session.setting(Self.endSetting) != nil, position: position, file: file) == true
            let known = try session.setting(Self.generationSetting)
            let generation = isContinued ? known ?? Self.newName() : Self.newName()
            try session.setSetting(Self.generationSetting, to: generation)
            try session.setSetting(Self.runSetting, to: name)
            try session.setSetting(Self.endSetting, to: nil)
            return (generation, position)
        }
        (self.generation, self.name, self.file) = (generation, name, file)
        lock.write(RunMark(run: name, hasEnded: false, position: position, file: file))
    }

    /// After each commit.
    func hasCommitted(upTo position: Int64) {
        lock.write(RunMark(run: name, hasEnded: false, position: position, file: file))
    }

    /// Records a clean exit, after the last commit.
    func end(in pool: DatabasePool) throws {
        let position = try pool.write { database in
            let session = SQLSession(connection: SQLiteConnection(database))
            try session.setSetting(Self.endSetting, to: "yes")
            return try session.latestPosition()
        }
        lock.write(RunMark(run: name, hasEnded: true, position: position, file: file))
    }

    private static let generationSetting = "generation"
    private static let runSetting = "run"
    private static let endSetting = "run-ended"

    private static func newName() -> String { UUID().uuidString.lowercased().filter { $0 != "-" } }

    private static func number(ofFile path: String) -> UInt64 {
        var status = stat()
        return stat(path, &status) == 0 ? UInt64(status.st_ino) : 0
    }
}
