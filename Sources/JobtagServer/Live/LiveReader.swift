import Foundation
import JobtagCore
import NIOCore
import Synchronization

/// One open stream: a bounded queue between whatever publishes and the connection that reads as fast as it can.
///
/// A reader that falls behind is ended rather than buffered without bound; it comes back with the position of the last event it
/// had and misses nothing.
final class LiveReader: Sendable {
    let job: UUID?
    let person: Person
    private let channel: any Channel
    private let continuation: AsyncStream<StreamEvent>.Continuation
    let events: AsyncStream<StreamEvent>
    /// As many events as wait for one reader.
    static let maximumWaiting = 512

    init(job: UUID?, person: Person, channel: any Channel) {
        (self.job, self.person, self.channel) = (job, person, channel)
        (events, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingOldest(Self.maximumWaiting))
    }

    func offer(_ event: StreamEvent) {
        guard job == nil || event.job == nil || job == event.job else { return }
        if case .dropped = continuation.yield(event) { end(in: .zero) }
    }

    func whenDisconnected(_ act: @escaping @Sendable () -> Void) {
        channel.closeFuture.whenComplete { _ in act() }
    }

    /// Ends the stream.
    ///
    /// - Parameter patience: How long the connection may take for what is under way. Somebody who does not read at all would keep it.
    func end(in patience: TimeAmount? = nil) {
        continuation.finish()
        guard let patience else { return }
        let channel = channel
        channel.eventLoop.scheduleTask(in: patience) { channel.close(promise: nil) }
    }
}
