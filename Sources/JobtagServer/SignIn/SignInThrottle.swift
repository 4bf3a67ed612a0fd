import JobtagCore
import Synchronization

/// Slows down guessing of one account's password from one place or device: after ten failures, each further attempt has to wait twice
/// as long as the last. Other people's attempts are not affected.
///
/// Only failures count, and only after a password check: many concurrent correct sign-ins are not guesses.
final class SignInThrottle: Sendable {
    /// Attempts with the same key are counted together.
    struct Key: Hashable, Sendable {
        /// The e-mail address in its lookup form.
        let account: String
        /// The place (`RequestOrigin.place`) or device (`DeviceCookie.origin`) of the attempts.
        let origin: String

        init(account: String, origin: String) { (self.account, self.origin) = (account.beginning(scalars: 254), origin) }
    }

    private struct Failures {
        var count = 0
        /// By the monotonic clock, like all times here.
        var last: Duration

        var forgottenAt: Duration { last + .seconds(900) }

        /// When the next attempt is allowed.
        var end: Duration {
            let excess = count - SignInThrottle.free
            return excess < 0 ? last : last + min(.seconds(1 << min(excess, 10)), SignInThrottle.longest)
        }
    }

    private let failures = Mutex<[Key: Failures]>([:])
    /// The number of failures without waiting.
    private static let free = 10
    private static let longest = Duration.seconds(300)
    private static let maximumEntries = 20_000

    /// How long an attempt has to wait.
    ///
    /// - Parameter uptime: The current time of the monotonic clock.
    /// - Returns: Whole seconds; nil if the attempt is allowed now.
    func secondsToWait(_ key: Key, uptime: Duration) -> Int? {
        failures.withLock { failures in
            guard let entry = failures[key], entry.end > uptime, uptime < entry.forgottenAt else { return nil }
            return Int((entry.end - uptime - .nanoseconds(1)).components.seconds) + 1
        }
    }

    /// The failures that still count.
    func count(_ key: Key, uptime: Duration) -> Int {
        failures.withLock { failures in failures[key].flatMap { uptime < $0.forgottenAt ? $0.count : nil } ?? 0 }
    }

    func recordFailure(_ key: Key, uptime: Duration) {
        failures.withLock { failures in
            if failures.count >= Self.maximumEntries { Self.makeRoom(in: &failures, uptime: uptime) }
            var entry = failures[key].flatMap { uptime < $0.forgottenAt ? $0 : nil } ?? Failures(last: uptime)
            entry.count += 1
            entry.last = uptime
            failures[key] = entry
        }
    }

    func recordSuccess(_ key: Key) { failures.withLock { _ = $0.removeValue(forKey: key) } }

    /// Many accounts are tried from many places. Waiting ones keep waiting as long as there is space.
    private static func makeRoom(in failures: inout [Key: Failures], uptime: Duration) {
        failures = failures.filter { uptime < $0.value.forgottenAt }
        if failures.count >= maximumEntries { failures = failures.filter { $0.value.count >= free } }
        if failures.count >= maximumEntries { failures = failures.filter { $0.value.end > uptime } }
        if failures.count >= maximumEntries { failures.removeAll() }
    }
}
