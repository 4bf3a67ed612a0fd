import Foundation
import JobtagCore
import NIOCore
import ServiceLifecycle
import Synchronization

/// All open streams, and who has which job open: a stream narrowed to a job is somebody looking at it.
final class ChangeHub: Service {
    private struct State {
        var subscribers: [ObjectIdentifier: StreamSubscriber] = [:]
        /// Of each person, in the order in which they were opened.
        var subscribersOfPerson: [UUID: [StreamSubscriber]] = [:]
        var isClosed = false

        mutating func insert(_ subscriber: StreamSubscriber) {
            subscribers[ObjectIdentifier(subscriber)] = subscriber
            subscribersOfPerson[subscriber.person.id, default: []].append(subscriber)
        }

        mutating func remove(_ subscriber: StreamSubscriber) -> Bool {
            guard subscribers.removeValue(forKey: ObjectIdentifier(subscriber)) != nil else { return false }
            let others = subscribersOfPerson[subscriber.person.id, default: []].filter { $0 !== subscriber }
            subscribersOfPerson[subscriber.person.id] = others.isEmpty ? nil : others
            return true
        }
    }

    private let state = Mutex(State())
    private let presence = Mutex(())
    private let subscription = Mutex<(any Sendable & AnyObject)?>(nil)
    private static let secondsBetweenHeartbeats = 2
    /// As many streams as are open at once.
    static let maximumSubscribers = 5000
    /// As many of these as one person has. More pages than that nobody looks at: the one that was opened first is most likely forgotten.
    static let maximumSubscribersOfPerson = 100
    /// How long a stream that is ended may take for what is under way.
    private static let patience = TimeAmount.seconds(3)

    /// - Parameter generation: Of the database that the feed is of.
    init(feed: any ChangeFeed, generation: String) {
        let held = feed.subscribe { [weak self] publications in
            guard let self, !self.state.withLock({ $0.subscribers.isEmpty }) else { return }
            self.publish(
                publications.map { publication in
                    switch publication {
                    case .change(let change): StreamEvent(change, generation: generation)
                    case .client(let version, let isDeleted): StreamEvent(client: version, isDeleted: isDeleted)
                    case .staff(let id): StreamEvent(staff: id)
                    }
                })
        }
        subscription.withLock { $0 = held }
    }

    /// Says now and then that the streams are there, until the server goes down; then ends them.
    func run() async throws {
        try? await cancelWhenGracefulShutdown {
            while true {
                try await Task.sleep(for: .seconds(Self.secondsBetweenHeartbeats))
                self.publish([.heartbeat])
            }
        }
        closeAll()
    }

    var hasRoom: Bool { state.withLock { !$0.isClosed && $0.subscribers.count < Self.maximumSubscribers } }

    /// Opens a stream. Where its subscriber has too many, their oldest is ended; if somebody reads it after all, it resumes without gaps.
    ///
    /// - Returns: Whether there was room.
    func open(_ subscriber: StreamSubscriber) -> Bool {
        let (isOpen, oldest) = state.withLock { state -> (Bool, StreamSubscriber?) in
            guard !state.isClosed else { return (false, nil) }
            let own = state.subscribersOfPerson[subscriber.person.id] ?? []
            let oldest = own.count < Self.maximumSubscribersOfPerson ? nil : own.first
            guard oldest != nil || state.subscribers.count < Self.maximumSubscribers else { return (false, nil) }
            if let oldest { _ = state.remove(oldest) }
            state.insert(subscriber)
            return (true, oldest)
        }
        if let oldest {
            oldest.end(in: Self.patience)
            tellPresence(on: oldest.job)
        }
        guard isOpen else { return false }
        tellPresence(on: subscriber.job)
        // A heartbeat to a connection that is gone brings this about, sooner than the next write would fail.
        subscriber.whenDisconnected { [weak self, weak subscriber] in
            if let subscriber { self?.close(subscriber) }
        }
        return true
    }

    func close(_ subscriber: StreamSubscriber) {
        let wasOpen = state.withLock { $0.remove(subscriber) }
        subscriber.end()
        if wasOpen { tellPresence(on: subscriber.job) }
    }

    /// Ends all streams, and takes no more: the server is going down.
    private func closeAll() {
        let subscribers = state.withLock { state in
            state.isClosed = true
            return state.subscribers.values.map { $0 }
        }
        for subscriber in subscribers { subscriber.end(in: Self.patience) }
    }

    private func publish(_ events: [StreamEvent]) {
        let subscribers = state.withLock { $0.subscribers.values.map { $0 } }
        for subscriber in subscribers { subscriber.offer(events) }
    }

    private func tellPresence(on job: UUID?) {
        guard let job else { return }
        // One at a time, so that what is told last is what is so.
        presence.withLock { _ in
            let people = state.withLock { state in
                Set(state.subscribers.values.filter { $0.job == job }.map(\.person))
            }
            publish([
                StreamEvent(
                    presenceOn: job,
                    people.sorted {
                        (SearchFolding.sortKey(of: $0.name), $0.id.text) < (SearchFolding.sortKey(of: $1.name), $1.id.text)
                    })
            ])
        }
    }
}
