import Foundation
import JobtagCore

/// What the SQL in this folder requires of a database: the interface between the shared SQL and the drivers.
///
/// Statements are those that both databases have; `SQLDialect` has the rest. They number their parameters `$1`, `$2` … in the order of first use.
protocol SQLConnection {
    /// Runs a statement and calls `body` with each row, until there are no more or it returns false.
    ///
    /// - Parameter isKept: Whether to cache the prepared statement; not for statements with many variants.
    func forEachRow(_ sql: String, _ arguments: [SQLValue], isKept: Bool, _ body: (any SQLRow) throws -> Bool) throws

    /// Runs a statement without result rows. The connection may send it later, with the next query or the commit: its error is
    /// thrown there.
    func execute(_ sql: String, _ arguments: [SQLValue], isKept: Bool) throws

    /// The number of rows or statements written so far: if it is unchanged, nothing was written.
    var written: Int64 { get }

    /// Waits until no other transaction has the lock, and holds it until this one ends. Does nothing on a snapshot, or if there is
    /// only one writer.
    ///
    /// - Parameter isShared: Whether other transactions may have the lock too, if they share it.
    func lock(_ lock: SQLLock, isShared: Bool) throws

    /// Takes a lock until the transaction ends, if nobody has it.
    func tryLock(_ lock: SQLLock) throws -> Bool

    /// Runs the queries of `body` together, with empty results, so that each of them is answered at once when it is made again. Does
    /// nothing if every query is answered at once anyway.
    func prefetch(_ body: () throws -> Void) throws

    /// Publishes to the subscribers of all servers, if there may be several.
    func announce(_ publication: Publication) throws

    /// After changes with positions of their own were inserted: later changes get higher positions.
    func continuePositions() throws

    var dialect: SQLDialect { get }

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

    /// Called with each new or changed job, unless the database itself notices which texts have changed.
    ///
    /// - Parameter original: The stored job; nil for a new one.
    func index(_ job: Job, from original: Job?) throws

    /// The same for a client's name.
    func index(_ client: Client) throws
}

/// A row while it is read. Columns count from 0.
protocol SQLRow {
    func isNull(_ column: Int) -> Bool
    func int(_ column: Int) -> Int64
    func optionalInt(_ column: Int) -> Int64?
    func text(_ column: Int) -> String
    func optionalText(_ column: Int) -> String?
    func id(_ column: Int) -> UUID
    func bytes(_ column: Int) -> [UInt8]
    func optionalID(_ column: Int) -> UUID?
    /// The value of `SQLDialect.assignees`.
    func ids(_ column: Int) throws -> [UUID]
}

enum SQLType: Hashable, Sendable {
    case int, text, id, bytes
}

enum SQLValue: Hashable, Sendable {
    /// NULL of a type, which some databases must know to prepare a statement.
    case null(SQLType)
    case int(Int64)
    case text(String)
    case id(UUID)
    case bytes([UInt8])

    init(_ value: Int64?) { self = value.map(SQLValue.int) ?? .null(.int) }
    init(_ value: String?) { self = value.map(SQLValue.text) ?? .null(.text) }
    init(_ value: UUID?) { self = value.map(SQLValue.id) ?? .null(.id) }
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

    func hash(into hasher: inout Hasher) {
        switch self {
        case .null: break
        case .int(let value): hasher.combine(value)
        case .text(var text): text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
        case .id(let id): hasher.combine(id)
        case .bytes(let bytes): hasher.combine(bytes)
        }
    }
}

// What a database in the same process with one writer needs.
extension SQLConnection {
    func execute(_ sql: String, _ arguments: [SQLValue], isKept: Bool) throws {
        try forEachRow(sql, arguments, isKept: isKept) { _ in true }
    }

    func lock(_ lock: SQLLock, isShared: Bool) {}
    func tryLock(_ lock: SQLLock) -> Bool { true }
    func prefetch(_ body: () throws -> Void) {}
    func announce(_ publication: Publication) {}
    func continuePositions() {}
}

// What a database with triggers needs.
extension SearchStrategy {
    func index(_ job: Job, from original: Job?) {}
    func index(_ client: Client) {}
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

    func execute(_ sql: String, _ arguments: [SQLValue]) throws { try execute(sql, arguments, isKept: true) }

    func first<T>(_ sql: String, _ arguments: [SQLValue], _ map: (any SQLRow) throws -> T) throws -> T? {
        try query(sql, arguments, map).first
    }
}

/// Stored data cannot be parsed: a defect, never a person's mistake.
struct StoredValueError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
