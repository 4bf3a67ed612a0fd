import Foundation
import JobtagCore
import NIOCore
import Synchronization

/// One open stream: a bounded queue between publishers and a connection of any speed.
///
/// A subscriber that falls behind is disconnected instead of buffered without limit; it resumes from the last event it
/// received and misses nothing.
final class StreamSubscriber: Sendable {
    private struct State {
        var waiting: [StreamEvent] = []
        /// The continuation that waits for events, while there are none.
        var taker: CheckedContinuation<[StreamEvent]?, Never>?
        var isEnded = false
        /// The response has been sent completely.
        var isFinished = false
    }

    let job: UUID?
    let person: Person
    private let channel: any Channel
    private let state = Mutex(State())
    /// The maximum number of events waiting for one subscriber.
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
            // However many events come at once, a subscriber that has taken all earlier ones is not behind.
            guard state.waiting.isEmpty || state.waiting.count + wanted.count <= Self.maximumWaiting else {
                // After a skipped event, nothing may follow.
                state.isEnded = true
                return (nil, true)
            }
            state.waiting += wanted
            return (nil, false)
        }
        taker?.resume(returning: wanted)
        if isBehind { end(in: .zero) }
    }

    /// Waits for events, and takes all of them: a slow subscriber gets many at once.
    ///
    /// - Returns: nil when the stream has ended. Waiting events are returned first.
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
    /// - Parameter patience: How long the connection may take to finish sending. A client that does not read would keep it open.
    func end(in patience: TimeAmount? = nil) {
        let taker = state.withLock { state in
            state.isEnded = true
            return state.taker.take()
        }
        taker?.resume(returning: nil)
        guard let patience else { return }
        let channel = channel
        channel.eventLoop.scheduleTask(in: patience) {
            // By then the connection may be used by another request.
            if !self.state.withLock({ $0.isFinished }) { channel.close(promise: nil) }
        }
    }

    /// The whole response has been handed to the connection.
    func finished() { state.withLock { $0.isFinished = true } }
}
