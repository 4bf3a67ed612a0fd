import Foundation
import JobtagCore
import Synchronization

/// Reads what all servers publish, on a connection of its own, and delivers it to this server's subscribers.
///
/// A server tells the others after its commits (NOTIFY), many commits at once. If that is lost, the next reading finds the changes.
final class PostgreSQLFeed: Sendable {
    /// The first position that may still change: everything below is settled.
    static let horizon = "SELECT change_horizon()"

    private let publisher = ChangePublisher()
    private let wakeUp = WakeUp()
    private let isClosed = Atomic(false)
    private let ended = DispatchGroup()
    /// How often changes of other servers are looked for, even if nobody has told of them.
    private static let interval = Duration.seconds(1)
    /// How often, if a change is already visible that may not be delivered before another one.
    private static let shortInterval = Duration.milliseconds(10)
    private static let pageSize = 512

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
    func hasCommitted() { wakeUp.signal() }

    func close() {
        isClosed.store(true, ordering: .sequentiallyConsistent)
        wakeUp.signal()
        ended.wait()
    }

    private func run(_ settings: PostgreSQLSettings, after position: Int64) {
        var link = ReconnectingConnection(settings)
        var position = position
        var listening: PostgreSQLConnection?
        while !isClosed.load(ordering: .sequentiallyConsistent) {
            do {
                let connection = try link.connection()
                if listening !== connection {
                    try connection.lookUp { try $0.connection.execute("LISTEN jobtag_changes", []) }
                    listening = connection
                }
                let isIncomplete = try deliver(from: connection, after: &position)
                guard try wait(for: connection, isIncomplete ? Self.shortInterval : Self.interval) else { continue }
                // Others read what this server has committed.
                try connection.lookUp { try $0.connection.execute("NOTIFY jobtag_changes", []) }
            } catch {
                listening = nil
                var descriptor = pollfd(fd: wakeUp.descriptor, events: Int16(POLLIN), revents: 0)
                _ = poll(&descriptor, 1, 100)
            }
        }
    }

    /// - Returns: Whether this server has committed something.
    private func wait(for connection: PostgreSQLConnection, _ interval: Duration) throws -> Bool {
        try connection.wait(until: wakeUp.descriptor, timeout: interval)
        return wakeUp.take()
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
        var end = horizon - 1
        if changes.count == Self.pageSize, let last = changes.last { end = min(end, last.position) }
        if others.count == Self.pageSize, let last = others.last { end = min(end, last.position) }
        let all = (changes.map { Placed(position: $0.position, publication: .change($0)) } + others)
            .filter { $0.position <= end }.sorted { $0.position < $1.position }
        position = max(position, end)
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
