import JobtagAPI
import JobtagCore
import Synchronization

/// Slows down guessing of passwords: after ten failures for one address from one place, or a hundred from one place, further
/// attempts wait. What succeeds is not counted.
final class SignInThrottle: Sendable {
    /// One address from one place, or all of a place.
    private struct Key: Hashable {
        var email: String?
        let origin: String
    }

    private struct Failures {
        var count: Int
        let since: Timestamp

        /// Whether they count still. What seems to come from the future was counted before the clock was put back, and must not
        /// lock anybody out until then.
        func count(at now: Timestamp) -> Bool { since <= now && now < end }

        var end: Timestamp { since.adding(seconds: SignInThrottle.window) }

        /// Not below nothing: the attempt may have been counted in the window before.
        mutating func takeBack() { count = max(0, count - 1) }
    }

    private let failures = Mutex<[Key: Failures]>([:])
    private static let window: Int64 = 300
    private static let maximumEntries = 10_000

    private static func keys(_ email: String, _ origin: String) -> [Key] {
        [Key(email: email.beginning(scalars: 254), origin: origin), Key(email: nil, origin: origin)]
    }

    /// Counts an attempt before it is made, so that many at once are no way around.
    ///
    /// - Parameter email: The address as it is looked up.
    /// - Returns: Seconds to wait before the next attempt; nil where this one may be made.
    func admit(email: String, origin: String, now: Timestamp) -> Int? {
        let keys = Self.keys(email, origin)
        return failures.withLock { failures in
            for (key, limit) in zip(keys, [10, 100]) {
                guard let entry = failures[key], entry.count >= limit, entry.count(at: now) else { continue }
                return Int((entry.end.microseconds - now.microseconds) / 1_000_000) + 1
            }
            if failures.count >= Self.maximumEntries {
                failures = failures.filter { $0.value.count(at: now) }
                // Somebody is trying many addresses: the counts of their places, which stay, are what stops them.
                if failures.count >= Self.maximumEntries { failures = failures.filter { $0.key.email == nil } }
            }
            for key in keys {
                if let entry = failures[key], entry.count(at: now) {
                    failures[key] = Failures(count: entry.count + 1, since: entry.since)
                } else {
                    failures[key] = Failures(count: 1, since: now)
                }
            }
            return nil
        }
    }

    /// An attempt that succeeded was no guess.
    func recordSuccess(email: String, origin: String) {
        let keys = Self.keys(email, origin)
        failures.withLock { failures in
            failures.removeValue(forKey: keys[0])
            failures[keys[1]]?.takeBack()
        }
    }

    /// An attempt of which nobody found out whether it was right does not count.
    func withdraw(email: String, origin: String) {
        let keys = Self.keys(email, origin)
        failures.withLock { failures in
            for key in keys { failures[key]?.takeBack() }
        }
    }
}
