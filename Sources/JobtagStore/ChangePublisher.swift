import Dispatch
import JobtagCore
import Synchronization

/// Those who are told of changes.
final class ChangePublisher: Sendable {
    typealias Receiver = @Sendable ([Publication]) -> Void

    private struct State {
        var receivers: [Int: Receiver] = [:]
        var last = 0
        /// What has not been told yet, in order.
        var untold: [Publication] = []
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

    /// Tells of changes, in their order, on a thread of its own: there may be a thousand to tell, and the writer has other changes
    /// to make. What has come together meanwhile is told together.
    func publish(_ publications: [Publication]) {
        guard !publications.isEmpty else { return }
        let isFirst = state.withLock { state in
            defer { state.untold += publications }
            return state.untold.isEmpty
        }
        guard isFirst else { return }
        queue.async { [self] in
            let (publications, receivers) = state.withLock { state in
                defer { state.untold = [] }
                return (state.untold, Array(state.receivers.values))
            }
            for receive in receivers { receive(publications) }
        }
    }

    private func remove(_ key: Int) {
        state.withLock { _ = $0.receivers.removeValue(forKey: key) }
    }
}

/// Being told of changes, for as long as this is held.
final class Subscription: Sendable {
    private let end: @Sendable () -> Void

    init(end: @escaping @Sendable () -> Void) { self.end = end }

    deinit { end() }
}
