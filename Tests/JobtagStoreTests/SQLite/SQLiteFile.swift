import Foundation
import GRDB
import JobtagStore

/// A database file looked at beside the store.
struct SQLiteFile {
    let path: String

    /// Runs `body` on a connection of its own, to a file that no store has open.
    func open<T>(_ body: (Database) throws -> T) throws -> T {
        let queue = try DatabaseQueue(path: path)
        defer { try? queue.close() }
        return try queue.writeWithoutTransaction(body)
    }

    /// Everything in the schema, without its spacing and comments, in a stable order.
    func schema() throws -> [String] {
        try open { database in
            try String.fetchAll(
                database, sql: "SELECT type || ' ' || name || ': ' || COALESCE(sql, '') FROM sqlite_schema ORDER BY type, name")
        }.map { text in
            text.split(separator: "\n").map { $0.prefix(upTo: $0.range(of: "--")?.lowerBound ?? $0.endIndex) }
                .joined(separator: " ").split(whereSeparator: \.isWhitespace).joined(separator: " ")
        }
    }

    /// What SQLite finds wrong with the file, its foreign keys and its search; nothing where all is well.
    func faults() throws -> [String] {
        try open { database in
            var faults = try String.fetchAll(database, sql: "PRAGMA integrity_check").filter { $0 != "ok" }
            faults += try Row.fetchAll(database, sql: "PRAGMA foreign_key_check").map(\.description)
            let indexes = try String.fetchAll(database, sql: "SELECT name FROM sqlite_schema WHERE sql LIKE '%USING fts5%'")
            for index in indexes {
                try database.execute(sql: "INSERT INTO \(index) (\(index)) VALUES ('integrity-check')")
                let lost = try Int.fetchOne(
                    database, sql: "SELECT COUNT(*) FROM jobs WHERE row NOT IN (SELECT rowid FROM \(index))")
                let left = try Int.fetchOne(
                    database, sql: "SELECT COUNT(*) FROM \(index) WHERE rowid NOT IN (SELECT row FROM jobs)")
                if lost != 0 || left != 0 { faults.append("\(index) misses \(lost ?? -1) jobs and has \(left ?? -1) too many") }
            }
            if indexes.isEmpty { faults.append("there is no search") }
            return faults
        }
    }
}
