import ArgumentParser
import Foundation
import JobtagCore
import JobtagStore

/// Copies a database into an empty one.
struct Copy: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Copy all data into another, empty database.",
        discussion: """
            Use it to move from SQLite to PostgreSQL or back. Stop all servers of the first database before, and start them on the second one after. \
            Open pages go on working. The copy is read back and compared. If it is interrupted, run it again.

            A password in an address can be seen by other users of this machine; use PGPASSWORD or a password file instead.

            Exit codes: 0 copied, 1 failed, 3 the second database has data or is in use.
            """)

    @Option(help: "The database to copy: sqlite: and the path of a file, or a PostgreSQL URI.")
    var from: String

    @Option(help: "The database to copy to, which must be empty or new.")
    var to: String

    @Flag(help: "Print the result as JSON.")
    var json = false

    mutating func run() async throws {
        let (source, target) = (try DatabaseAddress(from), try DatabaseAddress(to))
        guard from != to else { throw failing("--from and --to are the same database.") }
        let first: any Store
        do {
            first = try await source.openForCopy(isSource: true)
        } catch is DatabaseIsForeign {
            throw failing("There is no Jobtag data in \(source.name). It was not changed.")
        }
        let second: any Store
        do {
            second = try await target.openForCopy(isSource: false)
        } catch is DatabaseIsForeign {
            try await first.close()
            throw failing("\(target.name) has data of another program. Choose an empty database. It was not changed.", code: 3)
        } catch let error as DatabaseInUse {
            try await first.close()
            throw failing("\(error)", code: 3)
        }
        let bar = ProgressBar()
        do {
            let start = ContinuousClock.now
            let tables = try await DatabaseCopy(from: first, to: second) { bar.show($0, of: $1) }.run()
            let seconds = (ContinuousClock.now - start) / .seconds(1)
            try await second.close()
            try await first.close()
            bar.end()
            report(tables, seconds: seconds, from: source.name, to: target.name)
        } catch is DatabaseCopy.TargetNotEmpty {
            bar.end()
            throw failing("There is data in \(target.name). Choose an empty database, or a new file.", code: 3)
        } catch is DatabaseCopy.SourceIncomplete {
            bar.end()
            throw failing(
                "\(source.name) is the incomplete result of a copy. Finish that copy first, or copy from the original database.")
        } catch {
            bar.end()
            guard (try? await DatabaseCopy.isIncomplete(second)) != false else { throw failing("\(error)") }
            throw failing("\(error)\nThe copy was interrupted, so \(target.name) is incomplete. Run the same command again.")
        }
    }

    /// Writes why the copy has failed.
    private func failing(_ sentence: String, code: Int32 = 1) -> ExitCode {
        write("Error: \(sentence)\n", to: .standardError)
        return ExitCode(code)
    }

    private func report(_ tables: [DatabaseCopy.Table], seconds: Double, from source: String, to target: String) {
        if json {
            struct Report: Encodable {
                let tables: [DatabaseCopy.Table]
                let rows: Int64
                let seconds: Double
            }
            let encoder = JSONEncoder()
            encoder.outputFormatting = .sortedKeys
            let total = tables.reduce(0) { $0 + $1.rows }
            guard let data = try? encoder.encode(Report(tables: tables, rows: total, seconds: seconds)) else { return }
            return write(String(decoding: data, as: UTF8.self) + "\n", to: .standardOutput)
        }
        for table in tables {
            let padding = String(repeating: " ", count: max(1, 16 - table.name.count))
            write("\(table.name)\(padding)\(table.rows) rows, \(table.digest.prefix(12))\n", to: .standardOutput)
        }
        write(
            """
            Copied to \(target) and compared, in \(String(format: "%.1f", seconds)) s.
            \(source) was not changed. Do not start a server on it again: people would write into both.

            """, to: .standardOutput)
    }
}

private func write(_ text: String, to handle: FileHandle) { handle.write(Data(text.utf8)) }

/// A progress bar on a terminal; nothing elsewhere.
private struct ProgressBar: Sendable {
    private let isTerminal = isatty(STDERR_FILENO) != 0
    private static let width = 40

    func show(_ done: Int64, of total: Int64) {
        guard isTerminal, total > 0 else { return }
        let filled = Int(done * Int64(Self.width) / total)
        let bar = String(repeating: "#", count: filled) + String(repeating: "-", count: Self.width - filled)
        write("\r[\(bar)] \(done) of \(total) rows", to: .standardError)
    }

    func end() { if isTerminal { write("\r\u{1B}[K", to: .standardError) } }
}
