import JobtagCore
import Synchronization

/// Slows down guessing of one account's password from one place or device: after ten failures each further attempt has to wait, for twice
/// as long each time. Nobody else's attempts wait with it.
///
/// Only failures count, and only after a password was looked at: many right sign-ins at once are no guesses.
final class SignInThrottle: Sendable {
    /// Whose attempts are counted together.
    struct Key: Hashable, Sendable {
        /// The e-mail address as it is looked up.
        let account: String
        /// The place (`RequestOrigin.place`) or the device (`DeviceCookie.origin`) that the attempts come from.
        let origin: String

        init(account: String, origin: String) { (self.account, self.origin) = (account.beginning(scalars: 254), origin) }
    }

    private struct Failures {
        var count = 0
        /// By the clock that nobody sets, as everything here.
        var last: Duration

        var forgottenAt: Duration { last + .seconds(900) }

        /// Until when the next attempt has to wait.
        var end: Duration {
            let excess = count - SignInThrottle.free
            return excess < 0 ? last : last + min(.seconds(1 << min(excess, 10)), SignInThrottle.longest)
        }
    }

    private let failures = Mutex<[Key: Failures]>([:])
    /// As many failures as need no waiting.
    private static let free = 10
    private static let longest = Duration.seconds(300)
    private static let maximumEntries = 20_000

    /// How long an attempt has to wait.
    ///
    /// - Parameter uptime: The time now, by a clock that nobody sets.
    /// - Returns: Whole seconds; nil where it may be made now.
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

    /// Somebody tries many accounts from many places. Those who have to wait go on waiting as long as there is room for that.
    private static func makeRoom(in failures: inout [Key: Failures], uptime: Duration) {
        failures = failures.filter { uptime < $0.value.forgottenAt }
        if failures.count >= maximumEntries { failures = failures.filter { $0.value.count >= free } }
        if failures.count >= maximumEntries { failures = failures.filter { $0.value.end > uptime } }
        if failures.count >= maximumEntries { failures.removeAll() }
    }
}
