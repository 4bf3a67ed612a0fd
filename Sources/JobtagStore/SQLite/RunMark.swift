import Foundation

/// What is kept beside the database, in its lock file, to notice that the database was replaced by a backup.
///
/// The database itself names the run that has it open, or had it last. A backup names an older run, or is behind what this run had
/// committed. The mark is written after each commit, without waiting for the disk: it has to outlive the process, and where power is lost it is at most
/// older than the database.
struct RunMark: Equatable, Sendable {
    /// Names a start of the server.
    var run: String
    /// Whether that run has ended in order.
    var hasEnded: Bool
    /// The position of the last change that was committed.
    var position: Int64
    /// The file's number in its file system: another one after it was replaced.
    var file: UInt64

    /// One line of text, always of the same length.
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

    /// Whether a database goes on from here.
    ///
    /// - Parameters:
    ///   - run: The run that the database names.
    ///   - hasEnded: Whether the database says that it has ended in order.
    ///   - position: The position of the database's last change.
    ///   - file: The number of the database's file.
    func isContinued(byRun run: String?, hasEnded: Bool, position: Int64, file: UInt64) -> Bool {
        guard self.run == run, self.hasEnded == hasEnded, position >= self.position else { return false }
        // After an orderly end the folder may be moved; a run that was killed goes on in the same file.
        return hasEnded || self.file == file
    }
}
