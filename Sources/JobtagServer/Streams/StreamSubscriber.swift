import Foundation
import JobtagCore
import NIOCore
import Synchronization

/// One open stream: a bounded queue between whatever publishes and the connection that reads as fast as it can.
///
/// A subscriber that falls behind is ended rather than buffered without bound; it comes back with the position of the last event it
/// had and misses nothing.
final class StreamSubscriber: Sendable {
    private struct State {
        var waiting: [StreamEvent] = []
        /// Whoever waits for events, while there are none.
        var taker: CheckedContinuation<[StreamEvent]?, Never>?
        var isEnded = false
        /// Nothing of its answer is still to be sent.
        var isFinished = false
    }

    let job: UUID?
    let person: Person
    private let channel: any Channel
    private let state = Mutex(State())
    /// As many events as wait for one subscriber.
    static let maximumWaiting = 512

    init(job: UUID?, person: Person, channel: any Channel) {
        (self.job, self.person, self.channel) = (job, person, channel)
    }

    func offer(_ events: [StreamEvent]) {
        let wanted = job == nil ? events : events.filter { $0.audience.includesSubscribers(of: job) }
        guard !wanted.isEmpty else { return }
        let (taker, isBehind) = state.withLock { state -> (CheckedContinuation<[StreamEvent]?, Never>?, Bool) in
            guard !state.isEnded else { return (nil, false) }
            if let taker = state.taker.take() { return (taker, false) }
            // However many come at once, a subscriber that has taken everything before them is not behind.
            guard state.waiting.isEmpty || state.waiting.count + wanted.count <= Self.maximumWaiting else {
                // Nothing may come after what is left out here.
                state.isEnded = true
                return (nil, true)
            }
            state.waiting += wanted
            return (nil, false)
        }
        taker?.resume(returning: wanted)
        if isBehind { end(in: .zero) }
    }

    /// Waits until there are events, and takes all there are: who is behind gets many at once, not one after the other.
    ///
    /// - Returns: nil when the stream has ended. What still waited then comes before.
    func next() async -> [StreamEvent]? {
        await withTaskCancellationHandler {
            await withCheckedContinuation { taker in
                let events = state.withLock { state -> [StreamEvent]?? in
                    if !state.waiting.isEmpty {
                        defer { state.waiting = [] }
                        return state.waiting
                    }
                    if state.isEnded { return .some(nil) }
                    state.taker = taker
                    return .none
                }
                if let events { taker.resume(returning: events) }
            }
        } onCancel: {
            end()
        }
    }

    func whenDisconnected(_ act: @escaping @Sendable () -> Void) {
        channel.closeFuture.whenComplete { _ in act() }
    }

    /// Ends the stream.
    ///
    /// - Parameter patience: How long the connection may take for what is under way. Somebody who does not read at all would keep it.
    func end(in patience: TimeAmount? = nil) {
        let taker = state.withLock { state in
            state.isEnded = true
            return state.taker.take()
        }
        taker?.resume(returning: nil)
        guard let patience else { return }
        let channel = channel
        channel.eventLoop.scheduleTask(in: patience) {
            // By then the connection may carry somebody else's request.
            if !self.state.withLock({ $0.isFinished }) { channel.close(promise: nil) }
        }
    }

    /// The whole answer is on its way.
    func finished() { state.withLock { $0.isFinished = true } }
}
