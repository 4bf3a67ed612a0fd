import Foundation
import JobtagCore
import NIOCore
import ServiceLifecycle
import Synchronization

/// All open streams, and who has which job open: a stream limited to a job means that the person has it open.
final class LiveBoard: Service {
    private struct State {
        var readers: [ObjectIdentifier: LiveReader] = [:]
        /// The streams of each person, in the order of opening.
        var readersOfPerson: [UUID: [LiveReader]] = [:]
        var isClosed = false

        mutating func insert(_ reader: LiveReader) {
            readers[ObjectIdentifier(reader)] = reader
            readersOfPerson[reader.person.id, default: []].append(reader)
        }

        mutating func remove(_ reader: LiveReader) -> Bool {
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
    /// The maximum number of open streams.
    static let maximumReaders = 5000
    /// The maximum number of streams per person. Nobody uses more pages: the oldest one is most likely forgotten.
    static let maximumReadersOfPerson = 100
    /// How long an ended stream may take to finish sending.
    private static let patience = TimeAmount.seconds(3)

    /// - Parameter generation: The generation of the feed's database.
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

    /// Sends heartbeats until the server shuts down; then ends the streams.
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

    /// Opens a stream. If the person has too many, ends the oldest; if it is still in use, it resumes without gaps.
    ///
    /// - Returns: Whether the stream was opened.
    func open(_ reader: LiveReader) -> Bool {
        let (isOpen, oldest) = state.withLock { state -> (Bool, LiveReader?) in
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
        // A heartbeat on a closed connection triggers this earlier than the next write would fail.
        reader.whenDisconnected { [weak self, weak reader] in
            if let reader { self?.close(reader) }
        }
        return true
    }

    func close(_ reader: LiveReader) {
        let wasOpen = state.withLock { $0.remove(reader) }
        reader.end()
        if wasOpen { tellPresence(on: reader.job) }
    }

    /// Ends all streams, and accepts no more: the server is shutting down.
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
        // One at a time, so that the last event has the current state.
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
