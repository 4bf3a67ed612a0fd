import JobtagCore
import Synchronization

/// Checks one password at a time, and ends only when it is told to.
struct NeverHasher: PasswordHasher {
    static let begun = Gate()
    static let end = Gate()
    var concurrency: Int { 1 }

    func hash(_ password: String) async throws -> String { "" }

    func verify(_ password: String, against hash: String) async throws -> Bool {
        Self.begun.open()
        await Self.end.wait()
        return false
    }
}

/// Lets everybody wait until it is opened.
final class Gate: Sendable {
    private let state = Mutex((isOpen: false, waiting: [CheckedContinuation<Void, Never>]()))

    func open() {
        let waiting = state.withLock { state in
            defer { state = (true, []) }
            return state.waiting
        }
        for one in waiting { one.resume() }
    }

    func wait() async {
        await withCheckedContinuation { continuation in
            let isOpen = state.withLock { state in
                if !state.isOpen { state.waiting.append(continuation) }
                return state.isOpen
            }
            if isOpen { continuation.resume() }
        }
    }
}
