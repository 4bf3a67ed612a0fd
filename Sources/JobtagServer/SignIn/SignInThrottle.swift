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

    /// Counts an attempt before it is made, so that many at once are no way around.
    ///
    /// - Returns: Seconds to wait before the next attempt; nil where this one may be made.
    func admit(email: String, origin: String, now: Timestamp) -> Int? {
        failures.withLock { failures in
            for (key, limit) in [(email + "\n" + origin, 10), (origin, 100)] {
                guard let entry = failures[key], entry.count >= limit else { continue }
                let end = entry.since.adding(seconds: Self.window)
                if end > now { return Int((end.microseconds - now.microseconds) / 1_000_000) + 1 }
            }
            if failures.count >= Self.maximumEntries {
                failures = failures.filter { $0.value.since.adding(seconds: Self.window) > now }
                // Somebody is trying many addresses: the counts of their places, which stay, are what stops them.
                if failures.count >= Self.maximumEntries { failures = failures.filter { !$0.key.contains("\n") } }
            }
            for key in [email + "\n" + origin, origin] {
                if let entry = failures[key], entry.since.adding(seconds: Self.window) > now {
                    failures[key] = Failures(count: entry.count + 1, since: entry.since)
                } else {
                    failures[key] = Failures(count: 1, since: now)
                }
            }
            return nil
        }
    }

    /// An attempt that succeeds was no guess.
    func recordSuccess(email: String, origin: String) {
        failures.withLock { failures in
            failures.removeValue(forKey: email + "\n" + origin)
            failures[origin]?.count -= 1
        }
    }
}
