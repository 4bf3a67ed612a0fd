import Foundation
import JobtagCore
import NIOCore
import ServiceLifecycle
import Synchronization

/// All open streams, and who has which job open: a stream limited to a job means that the person has it open.
final class ChangeHub: Service {
    private struct State {
        var subscribers: [ObjectIdentifier: StreamSubscriber] = [:]
        /// The streams of each person, in the order of opening.
        var subscribersOfPerson: [UUID: [StreamSubscriber]] = [:]
        var isClosed = false
        /// Who has which job open on other servers.
        var elsewhere = RemotePresence()

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
    private let feed: any ChangeFeed
    /// Names this server to the others.
    private let server = UUID()
    /// The maximum number of open streams.
    static let maximumSubscribers = 5000
    /// The maximum number of streams per person. Nobody uses more pages: the oldest one is most likely forgotten.
    static let maximumSubscribersOfPerson = 100
    /// How long an ended stream may take to finish sending.
    private static let patience = TimeAmount.seconds(3)

    /// - Parameters:
    ///   - generation: The generation of the feed's database.
    ///   - receive: Gets the messages of other servers, except about presence.
    init(
        feed: any ChangeFeed, generation: String, receive: @escaping @Sendable (ServerMessage) -> Void = { _ in }
    ) {
        self.feed = feed
        let held = feed.subscribe { [weak self] publications in
            guard let self else { return }
            var events: [StreamEvent] = []
            for publication in publications {
                switch publication {
                case .change(let change): events.append(StreamEvent(change, generation: generation))
                case .client(let version, let isDeleted): events.append(StreamEvent(client: version, isDeleted: isDeleted))
                case .staff(let id): events.append(StreamEvent(staff: id))
                case .message(.presence(let server, let job, let people)): notePresence(on: server, of: job, people)
                case .message(let message): receive(message)
                }
            }
            if !events.isEmpty { publish(events) }
        }
        subscription.withLock { $0 = held }
    }

    /// Sends heartbeats until the server shuts down; then ends the streams.
    func run() async throws {
        try? await cancelWhenGracefulShutdown {
            while true {
                try await Task.sleep(for: .seconds(Self.secondsBetweenHeartbeats))
                self.publish([.heartbeat])
                self.refreshPresence()
            }
        }
        closeAll()
    }

    var hasRoom: Bool { state.withLock { !$0.isClosed && $0.subscribers.count < Self.maximumSubscribers } }

    /// Opens a stream. If the person has too many, ends the oldest; if it is still in use, it resumes without gaps.
    ///
    /// - Returns: Whether the stream was opened.
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
        // A heartbeat on a closed connection triggers this earlier than the next write would fail.
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

    /// Ends all streams, and accepts no more: the server is shutting down.
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

    // MARK: Presence

    /// Tells this server's streams and the other servers who has a job open.
    private func tellPresence(on job: UUID?) {
        guard let job else { return }
        feed.broadcast(.presence(server: server, job: job, people: state.withLock { Self.people(on: job, $0) }))
        showPresence(on: job)
    }

    private func showPresence(on job: UUID) {
        // One at a time, so that the last event has the current state.
        presence.withLock { _ in
            let people = state.withLock { state in Set(Self.people(on: job, state) + state.elsewhere.people(on: job)) }
            publish([
                StreamEvent(
                    presenceOn: job,
                    people.sorted {
                        (SearchFolding.sortKey(of: $0.name), $0.id.text) < (SearchFolding.sortKey(of: $1.name), $1.id.text)
                    })
            ])
        }
    }

    private func notePresence(on server: UUID, of job: UUID, _ people: [Person]) {
        let isNews = state.withLock { $0.elsewhere.note(people, on: job, of: server, now: .now) }
        if isNews { showPresence(on: job) }
    }

    /// Tells the other servers again, and forgets servers that no longer do.
    private func refreshPresence() {
        let (own, gone) = state.withLock { state -> ([(UUID, [Person])], [UUID]) in
            let jobs = Set(state.subscribers.values.compactMap(\.job))
            return (jobs.map { ($0, Self.people(on: $0, state)) }, state.elsewhere.removeExpired(now: .now))
        }
        for (job, people) in own { feed.broadcast(.presence(server: server, job: job, people: people)) }
        for job in gone { showPresence(on: job) }
    }

    private static func people(on job: UUID, _ state: State) -> [Person] {
        Array(Set(state.subscribers.values.filter { $0.job == job }.map(\.person)))
    }
}
