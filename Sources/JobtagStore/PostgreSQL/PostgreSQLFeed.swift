import Foundation
import JobtagCore
import Synchronization

/// Reads what all servers publish, on a connection of its own, and delivers it to this server's subscribers.
///
/// A server tells the others after its commits (NOTIFY), many commits at once. If that is lost, the next reading finds the changes.
final class PostgreSQLFeed: Sendable {
    /// The first position that may still change: everything below is settled. It can be lower after a crash of PostgreSQL, which gives the
    /// ids of transactions that have left no trace again. So readers remember the last position that they have read, never this one.
    private static let horizon = "SELECT change_horizon()"
    /// The latest position that is settled.
    static let latestSettled = """
        SELECT GREATEST((SELECT MAX(row) FROM changes WHERE row < change_horizon()),
            (SELECT MAX(row) FROM publications WHERE row < change_horizon()), 0)
        """

    private let publisher = ChangePublisher()
    private let wakeUp = WakeUp()
    private let isClosed = Atomic(false)
    /// Messages to the other servers, and whether there is something new in the tables.
    private let outgoing = Mutex((messages: [ServerMessage](), hasCommitted: false))
    /// Distinguishes this server's notifications from others'.
    private let server = UUID()
    private let ended = DispatchGroup()
    /// How often changes of other servers are looked for, even if nobody has told of them.
    private static let interval = Duration.seconds(1)
    /// How often at first, if a change is already visible that may not be delivered before another one. Each further pause is twice as long,
    /// as a transaction anywhere in the cluster can take hours.
    private static let shortInterval = Duration.milliseconds(10)
    private static let pageSize = 512
    private let isServer: Bool
    private let report: @Sendable (String) -> Void

    /// - Parameters:
    ///   - position: Publications after it are delivered.
    ///   - isServer: Whether to keep others from using the database exclusively.
    ///   - report: Told what goes wrong.
    init(_ settings: PostgreSQLSettings, after position: Int64, isServer: Bool, report: @escaping @Sendable (String) -> Void) {
        (self.isServer, self.report) = (isServer, report)
        ended.enter()
        let thread = Thread { [self] in
            run(settings, after: position)
            ended.leave()
        }
        thread.name = "postgresql-feed"
        thread.start()
    }

    func subscribe(_ receive: @escaping @Sendable ([Publication]) -> Void) -> Subscription { publisher.add(receive) }

    /// After a commit of this server.
    func hasCommitted() {
        outgoing.withLock { $0.hasCommitted = true }
        wakeUp.signal()
    }

    /// Sends a message to the other servers, with others that wait. If the database is away, the newest are kept.
    func broadcast(_ message: ServerMessage) {
        outgoing.withLock { outgoing in
            if outgoing.messages.count >= Self.maximumMessages { outgoing.messages.removeFirst(Self.maximumMessages / 2) }
            outgoing.messages.append(message)
        }
        wakeUp.signal()
    }

    private static let maximumMessages = 10_000

    func close() async {
        isClosed.store(true, ordering: .sequentiallyConsistent)
        wakeUp.signal()
        await withCheckedContinuation { done in ended.notify(queue: .global()) { done.resume() } }
    }

    private func run(_ settings: PostgreSQLSettings, after position: Int64) {
        var link = ReconnectingConnection(settings)
        var reader = Reader(position: position)
        var listening: PostgreSQLConnection?
        var isAway = false
        while !isClosed.load(ordering: .sequentiallyConsistent) {
            do {
                let connection = try link.connection()
                if listening !== connection {
                    try prepare(connection)
                    listening = connection
                }
                let pause = try deliver(from: connection, to: &reader)
                if isAway { report("The changes of other servers are read again.") }
                isAway = false
                let payloads = try connection.wait(until: wakeUp.descriptor, timeout: pause)
                publisher.publish(payloads.flatMap(messages(of:)).map(Publication.message))
                if wakeUp.take() { try notify(connection) }
            } catch {
                listening = nil
                if !isAway { report("The changes of other servers cannot be read; trying again: \(error)") }
                isAway = true
                var descriptor = pollfd(fd: wakeUp.descriptor, events: Int16(POLLIN), revents: 0)
                _ = poll(&descriptor, 1, 100)
            }
        }
    }

    private func prepare(_ connection: PostgreSQLConnection) throws {
        if isServer, try !connection.tryLockForever(.use, isShared: true) {
            throw StoreUnavailable(reason: "The database is being copied.", details: "")
        }
        // Nothing is lost with a notification: it need not wait for the disk or for a standby.
        try connection.run("SET synchronous_commit = off", [])
        try connection.run("LISTEN jobtag_changes", [])
    }

    // MARK: Notifications

    /// A notification: without messages, it says that there is something in the tables.
    private struct Notice: Codable {
        let server: UUID
        let messages: [ServerMessage]
    }

    /// A notification has less than 8000 bytes. A message that would need more is left out.
    private static let maximumBytes = 7500

    private func notify(_ connection: PostgreSQLConnection) throws {
        let (messages, hasCommitted) = outgoing.withLock { outgoing in
            defer { outgoing = ([], false) }
            return outgoing
        }
        var batches: [[ServerMessage]] = hasCommitted && messages.isEmpty ? [[]] : []
        var bytes = Self.maximumBytes
        for message in messages {
            let size = try JSONEncoder().encode(message).count + 1
            guard size <= Self.maximumBytes else { continue }
            if bytes + size > Self.maximumBytes {
                batches.append([])
                bytes = 0
            }
            batches[batches.count - 1].append(message)
            bytes += size
        }
        for batch in batches {
            let text = String(decoding: try JSONEncoder().encode(Notice(server: server, messages: batch)), as: UTF8.self)
            try connection.run("SELECT pg_notify('jobtag_changes', $1)", [.text(text)])
        }
    }

    /// The messages of another server; none if they cannot be read, as from a newer version.
    private func messages(of payload: String) -> [ServerMessage] {
        guard let notice = try? JSONDecoder().decode(Notice.self, from: Data(payload.utf8)), notice.server != server else {
            return []
        }
        return notice.messages
    }

    /// What has been read.
    private struct Reader {
        var position: Int64
        var horizon: Int64 = 0
        var pause = PostgreSQLFeed.shortInterval
        /// The latest change that could not be read.
        var unreadable: Int64 = 0
    }

    /// Delivers what is new.
    ///
    /// - Returns: When to look again.
    private func deliver(from connection: PostgreSQLConnection, to reader: inout Reader) throws -> Duration {
        let start = reader.position
        var unreadable: [(position: Int64, error: any Error)] = []
        let (changes, others, horizon, latest) = try connection.snapshot { session in
            func read() throws -> ([PublishedChange], [Published], Int64, Int64) {
                (
                    try session.changes(after: start, job: nil, limit: Self.pageSize) { unreadable.append(($0, $1)) },
                    try Self.others(after: start, connection), try connection.first(Self.horizon, []) { $0.int(0) } ?? 0,
                    try connection.first(Self.latest, []) { $0.int(0) } ?? 0
                )
            }
            try connection.prefetch { _ = try read() }
            return try read()
        }
        // Otherwise the end of the snapshot would count as news.
        try connection.receiveAll()
        for (position, error) in unreadable where position > reader.unreadable {
            report("The change at position \(position) cannot be read, and is left out: \(error)")
            reader.unreadable = position
        }
        var end = horizon - 1
        if changes.count == Self.pageSize, let last = changes.last { end = min(end, last.position) }
        if others.count == Self.pageSize, let last = others.last { end = min(end, last.position) }
        let all = (changes.map { Published(position: $0.position, publication: .change($0)) } + others)
            .filter { $0.position <= end }.sorted { $0.position < $1.position }
        let read = [all.last?.position, unreadable.last { $0.position <= end }?.position].compactMap(\.self).max()
        reader.position = read ?? reader.position
        publisher.publish(all.map(\.publication))
        if end < horizon - 1 { return .zero }
        guard latest >= horizon else {
            (reader.horizon, reader.pause) = (horizon, Self.shortInterval)
            return Self.interval
        }
        reader.pause = horizon == reader.horizon ? min(reader.pause * 2, Self.interval) : Self.shortInterval
        reader.horizon = horizon
        return reader.pause
    }

    private struct Published {
        let position: Int64
        let publication: Publication
    }

    /// The latest position that is visible, settled or not.
    private static let latest = "SELECT GREATEST((SELECT MAX(row) FROM changes), (SELECT MAX(row) FROM publications))"

    private static func others(after position: Int64, _ connection: PostgreSQLConnection) throws -> [Published] {
        try connection.query(
            """
            SELECT row, kind, id, version, is_deleted FROM publications WHERE row > $1 AND row < change_horizon()
            ORDER BY row LIMIT $2
            """, [.int(position), .int(Int64(pageSize))]
        ) { row in
            let publication: Publication =
                row.text(1) == "staff"
                ? .staff(row.id(2))
                : .client(Version(id: row.id(2), updatedAt: Timestamp(microseconds: row.int(3))), isDeleted: row.int(4) != 0)
            return Published(position: row.int(0), publication: publication)
        }
    }
}

/// Wakes a thread that waits with `poll`.
private final class WakeUp: Sendable {
    /// Can be read when there was a signal.
    let descriptor: Int32
    private let end: Int32
    private let isSignalled = Mutex(false)

    init() {
        var ends: [Int32] = [0, 0]
        let code = pipe(&ends)
        precondition(code == 0, "no file descriptors are left")
        (descriptor, end) = (ends[0], ends[1])
        for descriptor in ends { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
    }

    deinit {
        close(descriptor)
        close(end)
    }

    func signal() {
        isSignalled.withLock { isSignalled in
            guard !isSignalled else { return }
            isSignalled = true
            var byte: UInt8 = 0
            _ = write(end, &byte, 1)
        }
    }

    /// - Returns: Whether there was a signal, which is taken.
    func take() -> Bool {
        isSignalled.withLock { isSignalled in
            guard isSignalled else { return false }
            isSignalled = false
            var byte: UInt8 = 0
            _ = read(descriptor, &byte, 1)
            return true
        }
    }
}
