import JobtagCore
import Synchronization

/// Slows down guessing of passwords: after ten failures for one address from one place, or a hundred from one place, further
/// attempts wait. What succeeds is not counted.
final class SignInThrottle: Sendable {
    private struct Failures {
        var count: Int
        var since: Timestamp
    }

    private let failures = Mutex<[String: Failures]>([:])
    private static let window: Int64 = 300
    private static let maximumEntries = 10_000

    /// Seconds to wait before the next attempt; nil when there is no need.
    func secondsToWait(email: String, origin: String, now: Timestamp) -> Int? {
        failures.withLock { failures in
            for (key, limit) in [(email + "\n" + origin, 10), (origin, 100)] {
                guard let entry = failures[key], entry.count >= limit else { continue }
                let end = entry.since.adding(seconds: Self.window)
                if end > now { return Int((end.microseconds - now.microseconds) / 1_000_000) + 1 }
            }
            return nil
        }
    }

    func recordFailure(email: String, origin: String, now: Timestamp) {
        failures.withLock { failures in
            if failures.count >= Self.maximumEntries {
                failures = failures.filter { $0.value.since.adding(seconds: Self.window) > now }
                // Somebody is trying many addresses: the counts of their places, which stay, are what stops them.
                if failures.count >= Self.maximumEntries { failures = failures.filter { !$0.key.contains("\n") } }
            }
            for key in [email + "\n" + origin, origin] {
                let entry = failures[key]
                if let entry, entry.since.adding(seconds: Self.window) > now {
                    failures[key] = Failures(count: entry.count + 1, since: entry.since)
                } else {
                    failures[key] = Failures(count: 1, since: now)
                }
            }
        }
    }

    func recordSuccess(email: String, origin: String) {
        _ = failures.withLock { $0.removeValue(forKey: email + "\n" + origin) }
    }
}
