import Dispatch
import JobtagCore
import Synchronization

/// Delivers publications to subscribers, in order.
final class ChangePublisher: Sendable {
    typealias Receiver = @Sendable ([Publication]) -> Void

    private struct State {
        var receivers: [Int: Receiver] = [:]
        var last = 0
        /// The publications not yet delivered, in order.
        var undelivered: [Publication] = []
    }

    private let state = Mutex(State())
    private let queue = DispatchQueue(label: "jobtag.changes")

    func add(_ receive: @escaping Receiver) -> Subscription {
        let key = state.withLock { state in
            state.last += 1
            state.receivers[state.last] = receive
            return state.last
        }
        return Subscription { [weak self] in self?.remove(key) }
    }

    /// Delivers changes in order on a separate thread: there may be a thousand subscribers, and the writer has other changes
    /// to make. Publications that have accumulated are delivered together.
    func publish(_ publications: [Publication]) {
        guard !publications.isEmpty else { return }
        let isFirst = state.withLock { state in
            defer { state.undelivered += publications }
            return state.undelivered.isEmpty
        }
        guard isFirst else { return }
        queue.async { [self] in
            let (publications, receivers) = state.withLock { state in
                defer { state.undelivered = [] }
                return (state.undelivered, Array(state.receivers.values))
            }
            for receive in receivers { receive(publications) }
        }
    }

    private func remove(_ key: Int) {
        state.withLock { _ = $0.receivers.removeValue(forKey: key) }
    }
}

/// A subscription, active as long as this is held.
final class Subscription: Sendable {
    private let end: @Sendable () -> Void

    init(end: @escaping @Sendable () -> Void) { self.end = end }

    deinit { end() }
}
