import Foundation
import JobtagCore

/// What the SQL in this folder requires of a database: the interface between the shared SQL and the drivers.
///
/// Statements number their parameters `$1`, `$2` … in the order of first use.
protocol SQLConnection {
    /// Runs a statement and calls `body` with each row, until there are no more or it returns false.
    ///
    /// - Parameter isKept: Whether to cache the prepared statement; not for statements with many variants.
    func forEachRow(_ sql: String, _ arguments: [SQLValue], isKept: Bool, _ body: (any SQLRow) throws -> Bool) throws

    /// The number of rows written so far.
    var rowsWritten: Int64 { get }

    /// Appended to a SELECT to lock its rows until the transaction ends; empty if there is only one writer.
    var rowLock: String { get }

    /// A query for the position of the latest change ever made, even if it was purged since; no rows or 0 if there was none.
    var latestPosition: String { get }

    /// How jobs are found by words.
    var search: any SearchStrategy { get }
}

/// How a database finds the jobs in which a phrase occurs: full-text search is where SQL dialects differ most.
protocol SearchStrategy {
    /// A condition on `jobs j` that is true if the phrase in parameter `index` occurs.
    ///
    /// - Parameter isFrequent: Whether it occurs in so many jobs that reading the list in order until there are enough is faster
    ///   than looking up and sorting all of them.
    func condition(parameter index: Int, isFrequent: Bool) -> String

    /// The parameter for that condition.
    ///
    /// - Parameter phrase: Folded words. The last one is searched for as the beginning of a word.
    func argument(_ phrase: String) -> SQLValue

    /// Whether a phrase occurs in very many jobs.
    func isFrequent(_ phrase: String) throws -> Bool
}

/// A row while it is read. Columns count from 0.
protocol SQLRow {
    func int(_ column: Int) -> Int64
    func optionalInt(_ column: Int) -> Int64?
    func text(_ column: Int) -> String
    func optionalText(_ column: Int) -> String?
    func id(_ column: Int) -> UUID
    func bytes(_ column: Int) -> [UInt8]
    func optionalID(_ column: Int) -> UUID?
}

enum SQLValue: Equatable, Sendable {
    case null
    case int(Int64)
    case text(String)
    case id(UUID)
    case bytes([UInt8])

    init(_ value: Int64?) { self = value.map(SQLValue.int) ?? .null }
    init(_ value: String?) { self = value.map(SQLValue.text) ?? .null }
    init(_ value: UUID?) { self = value.map(SQLValue.id) ?? .null }
    init(_ value: Bool) { self = .int(value ? 1 : 0) }

    /// Compares the bytes of texts: see `FieldValue`.
    static func == (a: Self, b: Self) -> Bool {
        switch (a, b) {
        case (.null, .null): true
        case (.int(let a), .int(let b)): a == b
        case (.text(let a), .text(let b)): a.isIdentical(to: b)
        case (.id(let a), .id(let b)): a == b
        case (.bytes(let a), .bytes(let b)): a == b
        default: false
        }
    }
}

extension SQLConnection {
    /// Runs a statement and maps each row.
    func query<T>(
        _ sql: String, _ arguments: [SQLValue], isKept: Bool = true, _ map: (any SQLRow) throws -> T
    ) throws -> [T] {
        var results: [T] = []
        try forEachRow(sql, arguments, isKept: isKept) { row in
            results.append(try map(row))
            return true
        }
        return results
    }

    /// Runs a statement without result rows.
    func execute(_ sql: String, _ arguments: [SQLValue], isKept: Bool = true) throws {
        try forEachRow(sql, arguments, isKept: isKept) { _ in true }
    }

    func first<T>(_ sql: String, _ arguments: [SQLValue], _ map: (any SQLRow) throws -> T) throws -> T? {
        try query(sql, arguments, map).first
    }
}

/// Stored data cannot be parsed: a defect, never a person's mistake.
struct StoredValueError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
