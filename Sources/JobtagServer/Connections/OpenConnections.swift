import Foundation
import NIOCore
import Synchronization

/// The open connections, and their maximum number.
final class OpenConnections: Sendable {
    /// One connection.
    final class Entry: Sendable {
        let channel: any Channel
        /// It exceeds the limit: its first request gets a 503.
        let isRefused: Bool
        private let underWay = Atomic(0)
        private let requests = Atomic(0)
        private let idleSince: Atomic<UInt64>
        private let now: @Sendable () -> NIODeadline

        init(channel: any Channel, isRefused: Bool, now: @escaping @Sendable () -> NIODeadline) {
            (self.channel, self.isRefused, self.now) = (channel, isRefused, now)
            idleSince = Atomic(now().uptimeNanoseconds)
        }

        func requestBegan() {
            underWay.add(1, ordering: .relaxed)
            requests.add(1, ordering: .relaxed)
        }

        func requestEnded() {
            underWay.subtract(1, ordering: .relaxed)
            idleSince.store(now().uptimeNanoseconds, ordering: .relaxed)
        }

        var isUsed: Bool { requests.load(ordering: .relaxed) > 0 }

        /// How long it has been idle; nil while a request is being processed.
        func idleTime(now: NIODeadline) -> TimeAmount? {
            guard underWay.load(ordering: .relaxed) == 0 else { return nil }
            return now - .uptimeNanoseconds(idleSince.load(ordering: .relaxed))
        }
    }

    private struct State {
        var entries: [ObjectIdentifier: Entry] = [:]
        var refused = 0
    }

    private let state = Mutex(State())
    private let now: @Sendable () -> NIODeadline
    let limit: Int
    /// The number of extra connections accepted to tell them about the limit.
    static let maximumRefused = 32
    /// A connection that was idle for a shorter time may be about to be used.
    private static let shortestIdleTime = TimeAmount.seconds(5)
    private static let shortestUnusedTime = TimeAmount.seconds(2)

    init(limit: Int, now: @escaping @Sendable () -> NIODeadline = NIODeadline.now) { (self.limit, self.now) = (limit, now) }

    /// The limit of file descriptors, minus some for the database, the log and rejected connections.
    static var defaultLimit: Int {
        var files = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &files) == 0 else { return 1024 }
        let descriptors = Int(clamping: files.rlim_cur)
        return max(16, min(10_000, descriptors - max(64, descriptors / 16) - maximumRefused))
    }

    var hasRoom: Bool { state.withLock { $0.entries.count - $0.refused < limit || $0.refused < Self.maximumRefused } }

    /// Registers a new connection. At the limit, closes the connection that has been idle longest, preferring those that never
    /// sent a request; if none is idle, the new one is rejected.
    func open(_ channel: any Channel) -> Entry {
        let (entry, givenUp) = state.withLock { state -> (Entry, Entry?) in
            var givenUp: Entry?
            if state.entries.count - state.refused >= limit {
                givenUp = longestIdle(state.entries.values)
                if let givenUp { state.entries[ObjectIdentifier(givenUp.channel)] = nil }
            }
            let isRefused = state.entries.count - state.refused >= limit
            let entry = Entry(channel: channel, isRefused: isRefused, now: now)
            if isRefused { state.refused += 1 }
            state.entries[ObjectIdentifier(channel)] = entry
            return (entry, givenUp)
        }
        if let givenUp { close(givenUp) }
        return entry
    }

    func close(_ channel: any Channel) {
        state.withLock { state in
            guard let entry = state.entries.removeValue(forKey: ObjectIdentifier(channel)) else { return }
            if entry.isRefused { state.refused -= 1 }
        }
    }

    /// Makes room by closing idle connections.
    func giveUpIdle() {
        let givenUp = state.withLock { state -> Entry? in
            guard let entry = longestIdle(state.entries.values) else { return nil }
            state.entries[ObjectIdentifier(entry.channel)] = nil
            return entry
        }
        if let givenUp { close(givenUp) }
    }

    /// - Parameter channel: Of a connection, or of an HTTP/2 stream on it.
    func entry(of channel: any Channel) -> Entry? {
        state.withLock { state in
            state.entries[ObjectIdentifier(channel)] ?? channel.parent.flatMap { state.entries[ObjectIdentifier($0)] }
        }
    }

    private func longestIdle(_ entries: some Sequence<Entry>) -> Entry? {
        let now = now()
        var found: (entry: Entry, rank: (Int, TimeAmount))?
        for entry in entries where !entry.isRefused {
            guard let time = entry.idleTime(now: now), time >= (entry.isUsed ? Self.shortestIdleTime : Self.shortestUnusedTime)
            else {
                continue
            }
            let rank = (entry.isUsed ? 0 : 1, time)
            if found.map({ $0.rank < rank }) ?? true { found = (entry, rank) }
        }
        return found?.entry
    }

    private func close(_ entry: Entry) {
        let channel = entry.channel
        channel.eventLoop.execute {
            guard entry.idleTime(now: self.now()) == nil, channel.isActive else { return channel.close(promise: nil) }
            // A request has arrived meanwhile, so it stays open and counts.
            self.state.withLock { $0.entries[ObjectIdentifier(channel)] = entry }
        }
    }
}
