import Dispatch
import Foundation
package import JobtagCore
import Synchronization

/// Copies a database into an empty one, of the same or another kind. Ids, numbers, versions, history, sign-ins, keys and positions stay
/// as they are, so an open page goes on working after the move.
package struct DatabaseCopy: Sendable {
    let source: any Store
    let target: any Store
    /// Told the number of rows copied so far, and of all rows.
    let progress: @Sendable (_ done: Int64, _ total: Int64) -> Void

    /// A table of the copy.
    package struct Table: Codable, Equatable, Sendable {
        package let name: String
        package let rows: Int64
        /// SHA-256 of the rows in the order of their keys.
        package let digest: String
    }

    /// The target has data.
    package struct TargetNotEmpty: Error {}

    /// The source is the incomplete result of a copy.
    package struct SourceIncomplete: Error {}

    /// What was read back from the target differs from the source.
    package struct Differs: Error, CustomStringConvertible {
        package let description: String
    }

    /// A setting of the target while it is incomplete.
    package static let mark = "copy-incomplete"
    private static let generation = "generation"

    /// Rows for one transaction of the target.
    private static let batch = 500
    private static let batchBytes = 8 << 20

    package init(
        from source: any Store, to target: any Store,
        progress: @escaping @Sendable (_ done: Int64, _ total: Int64) -> Void = { _, _ in }
    ) {
        (self.source, self.target, self.progress) = (source, target, progress)
    }

    /// Whether a database is the incomplete result of a copy.
    package static func isIncomplete(_ store: any Store) async throws -> Bool {
        try await store.read { try $0.setting(mark) != nil }
    }

    /// Copies everything, and reads it back. If it is interrupted, the target stays marked; a repetition starts from the beginning.
    ///
    /// - Returns: The tables, whose rows are equal in both databases.
    /// - Throws: `SourceIncomplete`, `TargetNotEmpty`, `Differs`, or an error of one of the databases.
    package func run() async throws -> [Table] {
        guard try await !Self.isIncomplete(source) else { throw SourceIncomplete() }
        try await prepareTarget()
        // One snapshot of the source. Its thread waits while the target writes; no thread of Swift's tasks does.
        let copied = try await source.read { session in
            let connection = try Self.connection(of: session)
            let total = try CopiedTable.all.reduce(0) { try $0 + $1.count(connection) }
            var done: Int64 = 0
            return try CopiedTable.all.map { table in
                try Self.digest(table, connection) { rows in
                    try waiting { try await insert(rows, into: table) }
                    done += Int64(rows.count)
                    progress(done, total)
                }
            }
        }
        let found = try await target.read { session in
            let connection = try Self.connection(of: session)
            return try CopiedTable.all.map { try Self.digest($0, connection) { _ in } }
        }
        for (one, other) in zip(copied, found) where one != other {
            throw Differs(description: "The table \(one.name) differs after copying: \(one.rows) and \(other.rows) rows.")
        }
        try await target.write { session in
            try Self.connection(of: session).continuePositions()
            try session.setSetting(Self.mark, to: nil)
        }
        return copied
    }

    private func prepareTarget() async throws {
        let tables = CopiedTable.all
        try await target.write { session in
            let connection = try Self.connection(of: session)
            let hasData = try ["staff", "clients", "jobs"].contains { name in
                try connection.first("SELECT 1 FROM \(name) LIMIT 1", []) { _ in true } == true
            }
            if hasData, try session.setting(Self.mark) == nil { throw TargetNotEmpty() }
            try session.setSetting(Self.mark, to: "yes")
            for table in tables.reversed() { try table.removeAll(connection) }
            // Every database has one, also an incomplete copy; it is replaced with the source's.
            try session.setSetting(Self.generation, to: UUID().uuidString.lowercased().replacing("-", with: ""))
        }
    }

    private func insert(_ rows: [[SQLValue]], into table: CopiedTable) async throws {
        try await target.write { session in
            let connection = try Self.connection(of: session)
            if table.name == "settings" { try session.setSetting(Self.generation, to: nil) }
            for row in rows { try table.insert(row, connection) }
            // What a database has for searches only is made again.
            let ids: [UUID] = rows.compactMap { row in if case .id(let id) = row[0] { id } else { nil } }
            switch table.name {
            case "clients":
                try session.prefetch { for id in ids { _ = try session.client(id, includingDeleted: true) } }
                let clients = try ids.compactMap { try session.client($0, includingDeleted: true) }
                for client in clients { try connection.search.index(client) }
            case "jobs":
                try session.prefetch { for id in ids { _ = try session.job(id, includingDeleted: true) } }
                let jobs = try ids.compactMap { try session.job($0, includingDeleted: true) }
                for job in jobs { try connection.search.index(job, from: nil) }
            default: break
            }
        }
    }

    /// Reads a table in batches.
    private static func digest(
        _ table: CopiedTable, _ connection: any SQLConnection, _ use: ([[SQLValue]]) throws -> Void
    ) throws -> Table {
        var (digest, count) = (RowDigest(), Int64(0))
        var last: [SQLValue]?
        var limit = batch
        while true {
            let rows = try table.rows(after: last, limit: limit, connection)
            if rows.isEmpty { return Table(name: table.name, rows: count, digest: digest.text) }
            for row in rows { digest.add(row) }
            count += Int64(rows.count)
            last = rows.last
            try use(rows)
            // Rows can have a megabyte each.
            let bytes = rows.reduce(0) { $0 + $1.reduce(0) { $0 + $1.byteCount } }
            limit = max(1, min(batch, batchBytes / max(1, bytes / rows.count)))
        }
    }

    private static func connection(of session: any ReadSession) throws -> any SQLConnection {
        try stored((session as? SQLSession)?.connection, "kind of store")
    }

    private final class Ending: Sendable {
        let isOver = DispatchSemaphore(value: 0)
        let failure = Mutex<(any Error)?>(nil)
    }

    /// Runs an asynchronous operation from a thread that may wait.
    private func waiting(_ operation: @escaping @Sendable () async throws -> Void) throws {
        let ending = Ending()
        Task {
            do { try await operation() } catch { ending.failure.withLock { $0 = error } }
            ending.isOver.signal()
        }
        ending.isOver.wait()
        if let error = ending.failure.withLock({ $0 }) { throw error }
    }
}

extension SQLValue {
    fileprivate var byteCount: Int {
        switch self {
        case .null, .int: 8
        case .id: 16
        case .text(let text): text.utf8.count
        case .bytes(let bytes): bytes.count
        }
    }
}
