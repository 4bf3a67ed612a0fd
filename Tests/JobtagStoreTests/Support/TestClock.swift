import JobtagCore
import Synchronization

/// A clock that moves only when it is told to, in either direction.
final class TestClock: Sendable {
    private let microseconds = Mutex<Int64>(1_795_425_302_123_456)

    var now: Timestamp { Timestamp(microseconds: microseconds.withLock { $0 }) }

    func advance(seconds: Int64 = 0, microseconds more: Int64 = 0) {
        microseconds.withLock { $0 += seconds * 1_000_000 + more }
    }

    func advance(days: Int64, microseconds: Int64 = 0) { advance(seconds: days * 86_400, microseconds: microseconds) }

    func stepBack(seconds: Int64) { advance(seconds: -seconds) }
}
