import CLibPQ
import Foundation
import JobtagCore

/// One connection to PostgreSQL, used by one thread at a time.
///
/// libpq's pipeline mode: statements without result rows are only queued, and sent together with the next query or the commit. So a
/// transaction needs few round trips, whatever the number of its statements.
final class PostgreSQLConnection: SQLConnection {
    /// A statement with its arguments.
    private struct Statement: Hashable {
        let sql: String
        let arguments: [SQLValue]
    }

    /// What was sent and has not been answered, in order.
    private enum Sent {
        case preparation(sql: String, name: String)
        case command
        case commit
        case query
        /// The end of a pipeline: after an error, PostgreSQL skips everything up to here.
        case synchronization
    }

    private let handle: OpaquePointer
    private var prepared: [String: String] = [:]
    private var preparations = 0
    private var sent: [Sent] = []
    /// The queries of `prefetch`, while it collects them.
    private var collected: [Statement]?
    private var prefetched: [Statement: PostgreSQLResult] = [:]
    private let warnings = Warnings()

    private var isWriting = false
    private var writtenBefore: Int64 = 0
    private var locks: [SQLLock: Bool] = [:]
    private(set) var written: Int64 = 0

    /// Until when a request waits for results; nil outside requests. Statements and locks have shorter limits of their own, but a request
    /// may need several.
    var deadline: ContinuousClock.Instant?
    /// The longest wait for the results of what was sent together; nil without limits.
    var longestWait: Duration?

    /// - Parameter hasLimits: Whether statements and waits for locks have a limit, as requests need.
    /// - Throws: `ConnectionLost`.
    init(_ settings: PostgreSQLSettings, hasLimits: Bool = true) throws {
        guard let handle = settings.connect() else { throw ConnectionLost(description: "out of memory") }
        self.handle = handle
        longestWait = hasLimits ? Self.usualWait : nil
        guard PQstatus(handle) == CONNECTION_OK else { throw lost }
        PQsetNoticeReceiver(
            handle, { context, result in context.map { Unmanaged<Warnings>.fromOpaque($0).takeUnretainedValue().add(result) } },
            Unmanaged.passUnretained(warnings).toOpaque())
        guard PQsetnonblocking(handle, 1) == 0, PQenterPipelineMode(handle) == 1 else { throw lost }
        for setting in Self.settings + (hasLimits ? Self.limits : Self.noLimits) {
            try queue(Statement(sql: setting, arguments: []), isKept: false, as: .command)
        }
        do {
            // A pooler may accept the connection and answer nothing.
            _ = try synchronize(before: .now + Self.longestStart)
        } catch let error as PostgreSQLError {
            throw ConnectionLost(description: error.description)
        }
    }

    /// More than a statement has.
    private static let usualWait = Duration.seconds(6)
    private static let longestStart = Duration.seconds(2)
    /// What a transaction needs to be rolled back.
    private static let rollbackWait = Duration.milliseconds(500)

    deinit { PQfinish(handle) }

    /// A commit that is acknowledged is on disk, and on the synchronous standby if there is one.
    private static let settings = [
        "SET default_transaction_isolation = 'read committed'",
        """
        SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') IN ('off', 'local')
        """,
    ]

    /// No statement of a request waits for ever.
    private static let limits = [
        "SET statement_timeout = 4000", "SET lock_timeout = 2000", "SET idle_in_transaction_session_timeout = 10000",
    ]

    /// Whatever the database or the user has as a default.
    private static let noLimits = [
        "SET statement_timeout = 0", "SET lock_timeout = 0", "SET idle_in_transaction_session_timeout = 0",
    ]

    var dialect: SQLDialect { Self.dialect }
    private static let dialect = SQLDialect(
        assignees: "(SELECT STRING_AGG(UUID_SEND(staff_id), '' ORDER BY position) FROM job_assignees WHERE job_id = j.id)",
        withoutIndex: "", isSettled: "row < change_horizon()",
        latestPosition: "SELECT MAX(row) FROM changes WHERE row < change_horizon()", hasPublications: true)

    var search: any SearchStrategy { PostgreSQLSearch(connection: self) }

    /// Whether it can be used for another transaction. Reads what has arrived: PostgreSQL says why it ends a connection, and then ends it.
    var isUsable: Bool {
        var descriptor = pollfd(fd: PQsocket(handle), events: Int16(POLLIN), revents: 0)
        while poll(&descriptor, 1, 0) > 0 {
            guard PQconsumeInput(handle) == 1, PQstatus(handle) == CONNECTION_OK else { return false }
        }
        return PQstatus(handle) == CONNECTION_OK
    }

    // MARK: Transactions

    /// Runs `body` on one snapshot. The end of the transaction is sent, but not waited for.
    func snapshot<T>(_ body: (SQLSession) throws -> T) throws -> T {
        try queue(Statement(sql: "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", arguments: []), isKept: true, as: .command)
        do {
            let value = try body(SQLSession(connection: self))
            prefetched = [:]
            try queue(Statement(sql: "COMMIT", arguments: []), isKept: true, as: .command)
            try sendSynchronization()
            return value
        } catch {
            rollBack()
            throw error
        }
    }

    /// Runs `body` in a transaction, and commits it.
    ///
    /// - Throws: `CommitUnknown` if it is not known whether it was committed; otherwise nothing was changed.
    func transaction<T>(_ body: (SQLSession) throws -> T) throws -> T {
        (isWriting, locks, writtenBefore) = (true, [:], written)
        defer { (isWriting, locks) = (false, [:]) }
        try queue(Statement(sql: "BEGIN", arguments: []), isKept: true, as: .command)
        do {
            let value = try body(SQLSession(connection: self))
            prefetched = [:]
            try commit()
            return value
        } catch {
            rollBack()
            throw error
        }
    }

    private func commit() throws {
        try requireTime()
        try queue(Statement(sql: "COMMIT", arguments: []), isKept: true, as: .commit)
        warnings.clear()
        do {
            _ = try synchronize()
        } catch let error as ConnectionLost {
            throw CommitUnknown(description: error.description)
        }
        // The transaction is committed here, but was not confirmed by the synchronous standby: a failover could lose it.
        if let warning = warnings.first { throw CommitUnknown(description: warning) }
    }

    private func rollBack() {
        prefetched = [:]
        // Closing a broken connection rolls back too.
        guard !isBroken, PQstatus(handle) == CONNECTION_OK else { return }
        do {
            // Statements that were only queued are executed, and rolled back.
            let end = ContinuousClock.now + Self.rollbackWait
            if !sent.isEmpty { _ = try? synchronize(before: end) }
            try queue(Statement(sql: "ROLLBACK", arguments: []), isKept: true, as: .command)
            _ = try synchronize(before: end)
        } catch {
            // The connection is closed instead, which also rolls back.
            isBroken = true
        }
    }

    private(set) var isBroken = false

    /// Runs one statement without result rows outside a transaction, now.
    func run(_ sql: String, _ arguments: [SQLValue]) throws {
        try execute(sql, arguments)
        _ = try synchronize()
    }

    /// Waits for the results of what was only sent.
    func receiveAll() throws { if !sent.isEmpty { _ = try synchronize() } }

    /// Runs statements outside a transaction, each on its own.
    func lookUp<T>(_ body: (SQLSession) throws -> T) throws -> T {
        defer { prefetched = [:] }
        return try body(SQLSession(connection: self))
    }

    // MARK: Statements

    func forEachRow(_ sql: String, _ arguments: [SQLValue], isKept: Bool, _ body: (any SQLRow) throws -> Bool) throws {
        let statement = Statement(sql: sql, arguments: arguments)
        if collected != nil {
            collected?.append(statement)
            return try queue(statement, isKept: isKept, as: .query)
        }
        if let result = prefetched.removeValue(forKey: statement) { return try result.forEachRow(body) }
        if !sql.hasPrefix("SELECT") { noteWrite() }
        try queue(statement, isKept: isKept, as: .query)
        try synchronize().last?.forEachRow(body)
    }

    func execute(_ sql: String, _ arguments: [SQLValue], isKept: Bool) throws {
        noteWrite()
        try queue(Statement(sql: sql, arguments: arguments), isKept: isKept, as: .command)
        // So that neither side's buffers fill up with what the other has not read.
        if sent.count >= Self.maximumSent { _ = try synchronize() }
    }

    private static let maximumSent = 512

    private func noteWrite() {
        written += 1
        prefetched = [:]
    }

    func prefetch(_ body: () throws -> Void) throws {
        collected = []
        // Without results, it may well fail. The real calls then make their queries one by one.
        try? body()
        let statements = collected ?? []
        collected = nil
        guard !statements.isEmpty else { return }
        for (statement, result) in zip(statements, try synchronize()) { prefetched[statement] = result }
    }

    func lock(_ lock: SQLLock, isShared: Bool) throws {
        guard isWriting else { return }
        if let isHeldShared = locks[lock], isShared || !isHeldShared { return }
        guard written == writtenBefore || !lock.ordersChanges else {
            throw StoredValueError("the lock \(lock) was taken after a write")
        }
        locks[lock] = isShared
        let function = isShared ? "pg_advisory_xact_lock_shared" : "pg_advisory_xact_lock"
        try queue(Statement(sql: "SELECT \(function)($1)", arguments: [.int(lock.number)]), isKept: true, as: .command)
    }

    func tryLock(_ lock: SQLLock) throws -> Bool {
        try first("SELECT CASE WHEN pg_try_advisory_xact_lock($1) THEN 1 ELSE 0 END", [.int(lock.number)]) { $0.int(0) } == 1
    }

    /// Locks something until the connection ends, if no other connection has it.
    func tryLockForever(_ lock: SQLLock, isShared: Bool) throws -> Bool {
        let function = isShared ? "pg_try_advisory_lock_shared" : "pg_try_advisory_lock"
        return try first("SELECT CASE WHEN \(function)($1) THEN 1 ELSE 0 END", [.int(lock.number)]) { $0.int(0) } == 1
    }

    /// Whether nobody uses the database exclusively.
    func canBeUsedByServers() throws -> Bool {
        guard try tryLockForever(.use, isShared: true) else { return false }
        _ = try first("SELECT CASE WHEN pg_advisory_unlock_shared($1) THEN 1 ELSE 0 END", [.int(SQLLock.use.number)]) { $0.int(0) }
        return true
    }

    func announce(_ publication: Publication) throws {
        switch publication {
        // Read from the changes themselves, or sent without a transaction.
        case .change, .message: break
        case .client(let version, let isDeleted):
            try execute(
                "INSERT INTO publications (kind, id, version, is_deleted) VALUES ('client', $1, $2, $3)",
                [.id(version.id), .int(version.updatedAt.microseconds), SQLValue(isDeleted)])
        case .staff(let id): try execute("INSERT INTO publications (kind, id) VALUES ('staff', $1)", [.id(id)])
        }
    }

    func continuePositions() throws {
        try execute(
            """
            UPDATE change_clock SET transaction_offset = needed FROM (
                SELECT COALESCE(MAX(row), 0) / 1048576 + 1 - pg_snapshot_xmin(pg_current_snapshot())::text::bigint AS needed FROM changes
            ) AS latest WHERE needed > transaction_offset
            """, [])
    }

    /// Names the database, as long as it is not restored from a dump. A standby that becomes the primary has the same name.
    func databaseIdentity() throws -> String {
        let oid = try first("SELECT oid::bigint FROM pg_database WHERE datname = current_database()", []) { $0.int(0) } ?? 0
        do {
            let cluster = try first("SELECT system_identifier::text FROM pg_control_system()", []) { $0.text(0) } ?? ""
            return "\(cluster)/\(oid)"
        } catch is PostgreSQLError {
            // Not every user may ask.
            return "/\(oid)"
        }
    }

    // MARK: Notifications

    /// Waits until PostgreSQL has something to say, another descriptor can be read, or the time is over.
    ///
    /// - Returns: The payloads of notifications.
    func wait(until other: Int32, timeout: Duration) throws -> [String] {
        var descriptors = [
            pollfd(fd: PQsocket(handle), events: Int16(POLLIN), revents: 0), pollfd(fd: other, events: Int16(POLLIN), revents: 0),
        ]
        _ = poll(&descriptors, 2, timeout.milliseconds)
        guard PQconsumeInput(handle) == 1, PQstatus(handle) == CONNECTION_OK else { throw lost }
        var payloads: [String] = []
        while let notification = PQnotifies(handle) {
            payloads.append(String(cString: notification.pointee.extra))
            PQfreemem(notification)
        }
        return payloads
    }

    // MARK: The pipeline

    private func queue(_ statement: Statement, isKept: Bool, as kind: Sent) throws {
        let count = Int32(statement.arguments.count)
        let types = statement.arguments.map(\.oid)
        var name = prepared[statement.sql]
        if isKept, name == nil {
            preparations += 1
            let new = "s\(preparations)"
            guard PQsendPrepare(handle, new, statement.sql, count, types) == 1 else { throw lost }
            sent.append(.preparation(sql: statement.sql, name: new))
            prepared[statement.sql] = new
            name = new
        }
        // The first byte is there so that an empty value has an address too.
        var bytes: [UInt8] = [0]
        let ranges = statement.arguments.map { $0.append(to: &bytes) }
        let wasSent = bytes.withUnsafeBytes { buffer in
            let values = ranges.map { range in
                range.flatMap { buffer.baseAddress?.advanced(by: $0.lowerBound).assumingMemoryBound(to: CChar.self) }
            }
            let lengths = ranges.map { Int32($0?.count ?? 0) }
            let formats = [Int32](repeating: 1, count: ranges.count)
            return isKept
                ? PQsendQueryPrepared(handle, name, count, values, lengths, formats, 1)
                : PQsendQueryParams(handle, statement.sql, count, types, values, lengths, formats, 1)
        }
        guard wasSent == 1 else { throw lost }
        sent.append(kind)
    }

    private func sendSynchronization() throws {
        guard PQpipelineSync(handle) == 1 else { throw lost }
        sent.append(.synchronization)
    }

    /// Sends everything queued, and waits until it is answered.
    ///
    /// - Returns: The results of the queries.
    /// - Throws: The first error since the last synchronization.
    private func synchronize() throws -> [PostgreSQLResult] {
        try requireTime()
        return try synchronize(before: nil)
    }

    /// - Throws: `OutOfTime` if the request has no time left. Nothing was sent.
    private func requireTime() throws {
        if let deadline, deadline <= .now { throw OutOfTime() }
    }

    /// - Parameter end: Until when the results are waited for, instead of the usual limits.
    private func synchronize(before end: ContinuousClock.Instant?) throws -> [PostgreSQLResult] {
        try sendSynchronization()
        let end = end ?? [longestWait.map { .now + $0 }, deadline].compactMap(\.self).min()
        var results: [PostgreSQLResult] = []
        var failure: (any Error)?
        let answered = sent
        sent = []
        for (index, command) in answered.enumerated() {
            guard let result = try nextResult(before: end) else { throw broken("a result is missing") }
            let status = PQresultStatus(result)
            if case .synchronization = command {
                PQclear(result)
                guard status == PGRES_PIPELINE_SYNC else { throw broken("the end of a pipeline is missing") }
                // An error before it was about the end of a snapshot that nobody needs any more.
                if index < answered.count - 1 { (results, failure) = ([], nil) }
                continue
            }
            switch (command, status) {
            case (.query, PGRES_TUPLES_OK), (.query, PGRES_COMMAND_OK):
                results.append(PostgreSQLResult(result))
            case (.commit, PGRES_COMMAND_OK):
                // A failed transaction is rolled back by COMMIT without an error.
                if String(cString: PQcmdStatus(result)) != "COMMIT" {
                    failure = failure ?? broken("the transaction was rolled back")
                }
                PQclear(result)
            case (_, PGRES_TUPLES_OK), (_, PGRES_COMMAND_OK): PQclear(result)
            default:
                if case .preparation(let sql, _) = command { prepared[sql] = nil }
                if status != PGRES_PIPELINE_ABORTED {
                    let error = PostgreSQLError(result: result)
                    // The server has become a standby, or read-only: another one may be the primary now.
                    if error.sqlState == "25006" { isBroken = true }
                    failure = failure ?? error
                }
                PQclear(result)
            }
            // Nothing ends the results of each command.
            if let more = try nextResult(before: end) {
                PQclear(more)
                throw broken("there is one result too many")
            }
        }
        if let failure { throw failure }
        return results
    }

    private func nextResult(before end: ContinuousClock.Instant?) throws -> OpaquePointer? {
        while true {
            let isFlushed = PQflush(handle)
            guard isFlushed >= 0 else { throw lost }
            if isFlushed == 0, PQisBusy(handle) == 0 { break }
            let left = end.map { $0 - .now } ?? .seconds(3600)
            guard left > .zero else { throw broken("PostgreSQL has not responded in time") }
            var descriptor = pollfd(
                fd: PQsocket(handle), events: Int16(isFlushed == 1 ? POLLIN | POLLOUT : POLLIN), revents: 0)
            _ = poll(&descriptor, 1, left.milliseconds)
            guard PQconsumeInput(handle) == 1 else { throw lost }
        }
        let result = PQgetResult(handle)
        if PQstatus(handle) != CONNECTION_OK {
            // The last message says why, such as that the server is shutting down.
            PQclear(result)
            throw lost
        }
        return result
    }

    private var lost: ConnectionLost {
        isBroken = true
        return broken(PQerrorMessage(handle).map { String(cString: $0) } ?? "")
    }

    private func broken(_ description: String) -> ConnectionLost {
        isBroken = true
        return ConnectionLost(description: description.split(separator: "\n").joined(separator: " "))
    }
}

/// A request has no time left. Nothing was changed.
struct OutOfTime: Error {}

/// It is not known whether a transaction was committed, or whether a failover would keep it.
struct CommitUnknown: Error {
    let description: String

    var known: StoreUnavailable {
        StoreUnavailable(reason: "The database did not confirm the change.", details: description, isOutcomeKnown: false)
    }
}

/// PostgreSQL's warnings since the last statement; notices are not warnings.
private final class Warnings {
    private(set) var first: String?

    func add(_ result: OpaquePointer?) {
        let notice = PostgreSQLError(result: result)
        if notice.sqlState.hasPrefix("01"), first == nil { first = notice.description }
    }

    func clear() { first = nil }
}

extension SQLValue {
    /// The identifier of PostgreSQL's type.
    fileprivate var oid: Oid {
        switch self {
        case .int, .null(.int): 20
        case .text, .null(.text): 25
        case .id, .null(.id): 2950
        case .bytes, .null(.bytes): 17
        }
    }

    /// Appends the value in PostgreSQL's binary form.
    ///
    /// - Returns: Where it is; nil for NULL.
    fileprivate func append(to bytes: inout [UInt8]) -> Range<Int>? {
        let start = bytes.count
        switch self {
        case .null: return nil
        case .int(let value): withUnsafeBytes(of: value.bigEndian) { bytes.append(contentsOf: $0) }
        case .text(let text): bytes.append(contentsOf: text.utf8)
        case .id(let id): withUnsafeBytes(of: id.uuid) { bytes.append(contentsOf: $0) }
        case .bytes(let value): bytes.append(contentsOf: value)
        }
        return start..<bytes.count
    }
}

extension Duration {
    /// For `poll`: whole milliseconds, at least one.
    fileprivate var milliseconds: Int32 {
        Int32(clamping: max(1, components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000))
    }
}
