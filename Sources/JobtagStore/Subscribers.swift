import JobtagCore
import Synchronization

/// Those who are told of changes.
final class Subscribers: Sendable {
    typealias Receiver = @Sendable ([PublishedChange]) -> Void

    private struct State {
        var receivers: [Int: Receiver] = [:]
        var last = 0
    }

    private let state = Mutex(State())

    func add(_ receive: @escaping Receiver) -> Subscription {
        let key = state.withLock { state in
            state.last += 1
            state.receivers[state.last] = receive
            return state.last
        }
        return Subscription { [weak self] in self?.remove(key) }
    }

    func publish(_ changes: [PublishedChange]) {
        guard !changes.isEmpty else { return }
        for receive in state.withLock({ $0.receivers.values.map { $0 } }) { receive(changes) }
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
