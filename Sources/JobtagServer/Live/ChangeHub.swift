import Foundation
import JobtagCore
import NIOCore
import ServiceLifecycle
import Synchronization

/// All open streams, and who has which job open: a stream narrowed to a job is somebody looking at it.
final class ChangeHub: Service {
    private struct State {
        var readers: [ObjectIdentifier: StreamSubscriber] = [:]
        /// Of each person, in the order in which they were opened.
        var readersOfPerson: [UUID: [StreamSubscriber]] = [:]
        var isClosed = false

        mutating func insert(_ reader: StreamSubscriber) {
            readers[ObjectIdentifier(reader)] = reader
            readersOfPerson[reader.person.id, default: []].append(reader)
        }

        mutating func remove(_ reader: StreamSubscriber) -> Bool {
            guard readers.removeValue(forKey: ObjectIdentifier(reader)) != nil else { return false }
            let others = readersOfPerson[reader.person.id, default: []].filter { $0 !== reader }
            readersOfPerson[reader.person.id] = others.isEmpty ? nil : others
            return true
        }
    }

    private let state = Mutex(State())
    private let presence = Mutex(())
    private let subscription = Mutex<(any Sendable & AnyObject)?>(nil)
    private static let secondsBetweenHeartbeats = 2
    /// As many streams as are open at once.
    static let maximumReaders = 5000
    /// As many of these as one person has. More pages than that nobody looks at: the one that was opened first is most likely forgotten.
    static let maximumReadersOfPerson = 100
    /// How long a stream that is ended may take for what is under way.
    private static let patience = TimeAmount.seconds(3)

    /// - Parameter generation: Of the database that the feed is of.
    init(feed: (any ChangeFeed)?, generation: String) {
        let held = feed?.subscribe { [weak self] publications in
            guard let self, !self.state.withLock({ $0.readers.isEmpty }) else { return }
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

    var hasRoom: Bool { state.withLock { !$0.isClosed && $0.readers.count < Self.maximumReaders } }

    /// Opens a stream. Where its reader has too many, their oldest is ended; if somebody reads it after all, it resumes without gaps.
    ///
    /// - Returns: Whether there was room.
    func open(_ reader: StreamSubscriber) -> Bool {
        let (isOpen, oldest) = state.withLock { state -> (Bool, StreamSubscriber?) in
            guard !state.isClosed else { return (false, nil) }
            let own = state.readersOfPerson[reader.person.id] ?? []
            let oldest = own.count < Self.maximumReadersOfPerson ? nil : own.first
            guard oldest != nil || state.readers.count < Self.maximumReaders else { return (false, nil) }
            if let oldest { _ = state.remove(oldest) }
            state.insert(reader)
            return (true, oldest)
        }
        if let oldest {
            oldest.end(in: Self.patience)
            tellPresence(on: oldest.job)
        }
        guard isOpen else { return false }
        tellPresence(on: reader.job)
        // A heartbeat to a connection that is gone brings this about, sooner than the next write would fail.
        reader.whenDisconnected { [weak self, weak reader] in
            if let reader { self?.close(reader) }
        }
        return true
    }

    func close(_ reader: StreamSubscriber) {
        let wasOpen = state.withLock { $0.remove(reader) }
        reader.end()
        if wasOpen { tellPresence(on: reader.job) }
    }

    /// Ends all streams, and takes no more: the server is going down.
    private func closeAll() {
        let readers = state.withLock { state in
            state.isClosed = true
            return state.readers.values.map { $0 }
        }
        for reader in readers { reader.end(in: Self.patience) }
    }

    private func publish(_ events: [StreamEvent]) {
        let readers = state.withLock { $0.readers.values.map { $0 } }
        for reader in readers { reader.offer(events) }
    }

    private func tellPresence(on job: UUID?) {
        guard let job else { return }
        // One at a time, so that what is told last is what is so.
        presence.withLock { _ in
            let people = state.withLock { state in
                Set(state.readers.values.filter { $0.job == job }.map(\.person))
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
