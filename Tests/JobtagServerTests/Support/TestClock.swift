import Synchronization

/// A clock that tests move.
final class TestClock: Sendable {
    private struct Sleeper {
        let number: Int
        let end: Duration
        let continuation: CheckedContinuation<Void, any Error>
    }

    private struct State {
        var time = Duration.zero
        var nextNumber = 0
        var sleepers: [Sleeper] = []
    }

    private let state = Mutex(State())

    var now: Duration { state.withLock { $0.time } }

    func advance(_ duration: Duration) {
        let awake = state.withLock { state in
            state.time += duration
            let time = state.time
            defer { state.sleepers.removeAll { $0.end <= time } }
            return state.sleepers.filter { $0.end <= time }
        }
        for sleeper in awake { sleeper.continuation.resume() }
    }

    /// Waits until the clock shows this time.
    ///
    /// - Throws: `CancellationError`.
    func sleep(until end: Duration) async throws {
        let number = state.withLock { state in
            state.nextNumber += 1
            return state.nextNumber
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let result: Result<Void, any Error>? = state.withLock { state in
                    if Task.isCancelled { return .failure(CancellationError()) }
                    if state.time >= end { return .success(()) }
                    state.sleepers.append(Sleeper(number: number, end: end, continuation: continuation))
                    return nil
                }
                if let result { continuation.resume(with: result) }
            }
        } onCancel: {
            let sleeper = state.withLock { state in
                state.sleepers.firstIndex { $0.number == number }.map { state.sleepers.remove(at: $0) }
            }
            sleeper?.continuation.resume(throwing: CancellationError())
        }
    }
}
