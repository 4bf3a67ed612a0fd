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
    /// How often, if a change is already visible that may not be delivered before another one.
    private static let shortInterval = Duration.milliseconds(10)
    private static let pageSize = 512
    private static let patience = Duration.seconds(5)

    /// - Parameter position: Publications after it are delivered.
    init(_ settings: PostgreSQLSettings, after position: Int64) {
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
        var position = position
        var listening: PostgreSQLConnection?
        while !isClosed.load(ordering: .sequentiallyConsistent) {
            do {
                let connection = try link.connection(until: .now + Self.patience)
                if listening !== connection {
                    try connection.run("LISTEN jobtag_changes", [])
                    listening = connection
                }
                let isIncomplete = try deliver(from: connection, after: &position)
                let payloads = try connection.wait(
                    until: wakeUp.descriptor, timeout: isIncomplete ? Self.shortInterval : Self.interval)
                connection.patience = Self.patience
                publisher.publish(payloads.flatMap(messages(of:)).map(Publication.message))
                if wakeUp.take() { try notify(connection) }
            } catch {
                listening = nil
                var descriptor = pollfd(fd: wakeUp.descriptor, events: Int16(POLLIN), revents: 0)
                _ = poll(&descriptor, 1, 100)
            }
        }
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

    /// Delivers what is new.
    ///
    /// - Returns: Whether there is more.
    private func deliver(from connection: PostgreSQLConnection, after position: inout Int64) throws -> Bool {
        let start = position
        let (changes, others, horizon, latest) = try connection.snapshot { session in
            func read() throws -> ([PublishedChange], [Placed], Int64, Int64) {
                (
                    try session.changes(after: start, job: nil, limit: Self.pageSize), try Self.others(after: start, connection),
                    try connection.first(Self.horizon, []) { $0.int(0) } ?? 0,
                    try connection.first(Self.latest, []) { $0.int(0) } ?? 0
                )
            }
            try connection.prefetch { _ = try read() }
            return try read()
        }
        // Otherwise the end of the snapshot would count as news.
        try connection.receiveAll()
        var end = horizon - 1
        if changes.count == Self.pageSize, let last = changes.last { end = min(end, last.position) }
        if others.count == Self.pageSize, let last = others.last { end = min(end, last.position) }
        let all = (changes.map { Placed(position: $0.position, publication: .change($0)) } + others)
            .filter { $0.position <= end }.sorted { $0.position < $1.position }
        position = all.last?.position ?? position
        publisher.publish(all.map(\.publication))
        return end < horizon - 1 || latest >= horizon
    }

    private struct Placed {
        let position: Int64
        let publication: Publication
    }

    /// The latest position that is visible, settled or not.
    private static let latest = "SELECT GREATEST((SELECT MAX(row) FROM changes), (SELECT MAX(row) FROM publications))"

    private static func others(after position: Int64, _ connection: PostgreSQLConnection) throws -> [Placed] {
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
            return Placed(position: row.int(0), publication: publication)
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
