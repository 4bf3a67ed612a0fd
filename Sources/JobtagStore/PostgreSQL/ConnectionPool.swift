import Dispatch
import Foundation
import JobtagCore
import Synchronization

/// Connections to PostgreSQL, each with a thread of its own: libpq blocks, and Swift's threads must not.
final class ConnectionPool: Sendable {
    /// Uses a connection, or gets the error why there is none. Called once.
    typealias Work = @Sendable (Result<PostgreSQLConnection, any Error>) -> Void

    private struct Waiting {
        /// Until when it waits; nil without a limit.
        let until: ContinuousClock.Instant?
        /// Until when a request has its results.
        let deadline: ContinuousClock.Instant?
        let work: Work
    }

    private struct State {
        var waiting: [Waiting] = []
        var isClosed = false
        var isExpiryScheduled = false
        /// How many threads have a connection, as far as is known, and how many of them have nothing to do.
        var connections = 0
        var idleConnections = 0
    }

    private let state = Mutex(State())
    /// Counts what waits, and at the end every thread.
    private let signal = DispatchSemaphore(value: 0)
    private let ended = DispatchGroup()
    private let size: Int
    private let pauses = ReconnectionPauses()
    /// How long a request waits for a connection; nil without limits.
    private let patience: Duration?
    /// How much longer it waits while it uses the connection.
    private static let morePatience = Duration.milliseconds(500)
    /// The maximum number of waiting requests; further ones are rejected.
    private static let maximumWaiting = 10_000

    init(_ settings: PostgreSQLSettings, size: Int, patience: Duration?) {
        (self.size, self.patience) = (size, patience)
        for number in 1...size {
            ended.enter()
            let thread = Thread { [self] in
                serve(settings)
                ended.leave()
            }
            thread.name = "postgresql-\(number)"
            thread.start()
        }
    }

    /// Runs `body` with a connection.
    ///
    /// - Throws: `StoreBusy` if there is no free connection in time, `StoreUnavailable` if the database cannot be reached, and the
    ///   error of `body`.
    func run<T: Sendable>(_ body: @escaping @Sendable (PostgreSQLConnection) throws -> T) async throws -> T {
        let budget = WaitBudget.current
        let start = ContinuousClock.now
        defer { budget?.spend(.now - start) }
        let end = patience.map { start + min($0, budget?.left ?? $0) }
        return try await withCheckedThrowingContinuation { continuation in
            // Work outside requests may take longer, one statement after the other.
            let waiting = Waiting(until: end, deadline: budget == nil ? nil : end.map { $0 + Self.morePatience }) { connection in
                continuation.resume(with: connection.flatMap { link in Result { try body(link) } })
            }
            add(waiting)
        }
    }

    private func add(_ waiting: Waiting) {
        let refusal: (any Error)? = state.withLock { state in
            guard !state.isClosed else { return StoreUnavailable(reason: "The server is stopping.", details: "") }
            guard state.waiting.count < Self.maximumWaiting else { return StoreBusy() }
            state.waiting.append(waiting)
            return nil
        }
        if let refusal { return waiting.work(.failure(refusal)) }
        signal.signal()
        scheduleExpiry()
    }

    /// Rejects what has waited too long, even if no connection becomes free.
    private func scheduleExpiry() {
        let isNeeded = state.withLock { state in
            guard !state.isExpiryScheduled, !state.waiting.isEmpty else { return false }
            state.isExpiryScheduled = true
            return true
        }
        guard isNeeded else { return }
        DispatchQueue.global().asyncAfter(deadline: .now() + .milliseconds(250)) { [weak self] in
            guard let self else { return }
            let (expired, isAway) = self.state.withLock { state in
                state.isExpiryScheduled = false
                let now = ContinuousClock.now
                func isExpired(_ waiting: Waiting) -> Bool { waiting.until.map { $0 <= now } ?? false }
                defer { state.waiting.removeAll(where: isExpired) }
                return (state.waiting.filter(isExpired), state.connections == 0)
            }
            let error: any Error =
                isAway
                ? StoreUnavailable(reason: "The database cannot be reached.", details: "there was no connection") : StoreBusy()
            for waiting in expired { waiting.work(.failure(error)) }
            self.scheduleExpiry()
        }
    }

    /// The work of one thread.
    private func serve(_ settings: PostgreSQLSettings) {
        var link = ReconnectingConnection(settings, hasLimits: patience != nil, pauses: pauses)
        var isCounted = false
        func count(_ isConnected: Bool) {
            guard isConnected != isCounted else { return }
            isCounted = isConnected
            state.withLock { $0.connections += isConnected ? 1 : -1 }
        }
        while true {
            let wasConnected = link.isConnected
            count(wasConnected)
            state.withLock { $0.idleConnections += wasConnected ? 1 : 0 }
            signal.wait()
            let (hasOther, isOver) = state.withLock { state in
                state.idleConnections -= wasConnected ? 1 : 0
                return (state.idleConnections > 0, state.isClosed && state.waiting.isEmpty)
            }
            if isOver { return }
            if !link.isUsable {
                count(false)
                // Connecting can take seconds, and fail: another thread does the work, or it expires meanwhile.
                if hasOther { signal.signal() }
            }
            let connection = Result { try link.connection() }
            count(link.isConnected)
            if case .failure = connection, hasOther { continue }
            guard let next = state.withLock({ $0.waiting.isEmpty ? nil : $0.waiting.removeFirst() }) else { continue }
            if case .success(let connection) = connection { connection.deadline = next.deadline }
            next.work(connection)
        }
    }

    /// Completes what waits, and closes the connections. Closing again has no effect.
    func close() async {
        let isFirst = state.withLock { state in
            defer { state.isClosed = true }
            return !state.isClosed
        }
        guard isFirst else { return }
        for _ in 0..<size { signal.signal() }
        await withCheckedContinuation { done in ended.notify(queue: .global()) { done.resume() } }
    }
}

/// How long the calls of one request may still wait for the database and its results. Outside requests there is no such limit.
final class WaitBudget: Sendable {
    @TaskLocal static var current: WaitBudget?

    private let duration: Mutex<Duration>

    init(_ duration: Duration) { self.duration = Mutex(duration) }

    var left: Duration { duration.withLock { $0 } }

    func spend(_ time: Duration) { duration.withLock { $0 = max(.zero, $0 - time) } }
}

/// When the next attempt to connect is due: after growing pauses with some chance in them, so that many servers do not all try at once. When
/// one connection has succeeded, all may try.
final class ReconnectionPauses: Sendable {
    private struct State {
        var next = ContinuousClock.now
        var pause = ReconnectionPauses.shortest
    }

    private let state = Mutex(State())
    private static let shortest = Duration.milliseconds(50)
    private static let longest = Duration.milliseconds(500)

    var isAttemptDue: Bool { state.withLock { $0.next <= .now } }

    func succeeded() { state.withLock { $0 = State() } }

    func failed() {
        state.withLock { state in
            state.next = .now + state.pause * Double.random(in: 0.5...1)
            state.pause = min(state.pause * 2, Self.longest)
        }
    }
}

/// A connection that is made again when it is lost.
struct ReconnectingConnection {
    private let settings: PostgreSQLSettings
    private let hasLimits: Bool
    private let pauses: ReconnectionPauses
    private var current: PostgreSQLConnection?

    init(_ settings: PostgreSQLSettings, hasLimits: Bool = true, pauses: ReconnectionPauses = ReconnectionPauses()) {
        (self.settings, self.hasLimits, self.pauses) = (settings, hasLimits, pauses)
    }

    /// Whether there is a connection, as far as is known.
    var isConnected: Bool { current.map { !$0.isBroken } ?? false }
    /// Whether it works.
    var isUsable: Bool { current.map { !$0.isBroken && $0.isUsable } ?? false }

    /// - Throws: `StoreUnavailable` if the database cannot be reached, or could not be reached a moment ago.
    mutating func connection() throws -> PostgreSQLConnection {
        if isUsable, let current { return current }
        current = nil
        guard pauses.isAttemptDue else {
            throw StoreUnavailable(reason: "The database cannot be reached.", details: "it could not be a moment ago")
        }
        do {
            let new = try PostgreSQLConnection(settings, hasLimits: hasLimits)
            current = new
            pauses.succeeded()
            return new
        } catch let error as ConnectionLost {
            pauses.failed()
            throw error.known
        }
    }
}
