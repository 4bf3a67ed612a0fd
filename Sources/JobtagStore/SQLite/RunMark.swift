import Foundation

/// The mark in the lock file beside the database, used to notice that a backup has replaced the database.
///
/// The database itself names its current or last run. A backup names an older run, or is behind the commits of this one.
/// The mark is written after each commit, without waiting for the disk: it must survive the process, and after a power cut it is at most
/// older than the database.
struct RunMark: Equatable, Sendable {
    /// Identifies a run of the server.
    var run: String
    /// Whether that run ended cleanly.
    var hasEnded: Bool
    /// The position of the last committed change.
    var position: Int64
    /// The inode number of the file, which changes if the file is replaced.
    var file: UInt64

    /// One line of text of constant length.
    var text: String {
        let position = String(repeating: "0", count: max(0, 19 - String(position).count)) + String(position)
        let file = String(repeating: "0", count: max(0, 20 - String(file).count)) + String(file)
        return "\(run) \(hasEnded ? "ended" : "opens") \(position) \(file)\n"
    }

    init(run: String, hasEnded: Bool, position: Int64, file: UInt64) {
        (self.run, self.hasEnded, self.position, self.file) = (run, hasEnded, position, file)
    }

    init?(text: String) {
        let parts = text.split(whereSeparator: \.isWhitespace)
        guard parts.count == 4, let position = Int64(parts[2]), let file = UInt64(parts[3]) else { return nil }
        self.init(run: String(parts[0]), hasEnded: parts[1] == "ended", position: position, file: file)
    }

    /// Whether a database continues from this mark.
    ///
    /// - Parameters:
    ///   - run: The run named in the database.
    ///   - hasEnded: Whether it ended cleanly according to the database.
    ///   - position: The position of the database's last change.
    ///   - file: The inode number of the database file.
    func isContinued(byRun run: String?, hasEnded: Bool, position: Int64, file: UInt64) -> Bool {
        guard self.run == run, self.hasEnded == hasEnded, position >= self.position else { return false }
        // After a clean exit the folder may be moved; after a kill the file must be the same.
        return hasEnded || self.file == file
    }
}
