import JobtagAPI
import JobtagCore
import Synchronization

/// Decides whose password is checked next. Checking is slow on purpose, so guessing strangers could keep it busy indefinitely.
///
/// First come devices on which this person has signed in before; then people who have signed in from this place today; then places
/// where anyone has, unless many guess there; then everyone else. Within a group, places with fewer failures or earlier attempts come
/// first, then accounts with fewer failures. So each guess makes the next one from its place wait longer, and hardly delays others.
/// Attempts count too, since it takes minutes until a thousand places have each failed, but seconds until each has tried.
final class SignInQueue: Sendable {
    struct Attempt: Sendable {
        let key: SignInThrottle.Key
        let place: String
        /// Whether the device proves an earlier sign-in of this person.
        let isFromKnownDevice: Bool
    }

    /// The history of a place.
    private struct Record {
        var failures = 0
        /// Attempts without success, checked or not.
        var attempts = 0
        var since: Duration
        var lastSuccess: Duration?
    }

    /// The latest success, and the number of recent ones.
    private struct Successes {
        var count = 0
        var since: Duration
        var last: Duration
    }

    private struct Waiter {
        let attempt: Attempt
        let number: Int
        let since: Duration
        let turn: CheckedContinuation<Void, any Error>
        /// Ends the wait if no turn comes.
        let timeout: Task<Void, Never>

        func resume(with result: Result<Void, SignInQueueFull>) {
            timeout.cancel()
            turn.resume(with: result)
        }
    }

    private struct State {
        var running = 0
        var nextNumber = 0
        var waiting: [Waiter] = []
        var places: [String: Record] = [:]
        /// The times of successes of this person from this place or device.
        var successes: [SignInThrottle.Key: Successes] = [:]
    }

    private let state = Mutex(State())
    private let throttle: SignInThrottle
    private let uptime: @Sendable () -> Duration
    private let sleep: @Sendable (Duration) async throws -> Void
    private let concurrency: Int
    private let maximumWaiting: Int

    private static let maximumWait = Duration.seconds(20)
    private static let failureWindow = Duration.seconds(600)
    private static let successWindow = Duration.seconds(86_400)
    /// The number of failures after which a place loses the benefit of its successes.
    private static let manyFailures = 50
    /// More sign-ins of one person from one place in ten minutes than anyone needs.
    private static let manySuccesses = 20
    private static let maximumRecords = 20_000
    /// If more wait, the newest come first: most of those who have waited for long have left.
    private static let long = 64

    /// - Parameters:
    ///   - concurrency: The number of concurrent password checks.
    ///   - maximumWaiting: The maximum number of waiting sign-ins. Beyond it, the lowest-ranked one is rejected.
    ///   - sleep: Waits until a time on the clock that `uptime` reads.
    init(
        throttle: SignInThrottle, concurrency: Int, maximumWaiting: Int = 512, uptime: @escaping @Sendable () -> Duration,
        sleep: (@Sendable (Duration) async throws -> Void)? = nil
    ) {
        (self.throttle, self.concurrency, self.maximumWaiting, self.uptime) = (throttle, concurrency, maximumWaiting, uptime)
        self.sleep = sleep ?? { try await Task.sleep(for: $0 - uptime()) }
    }

    /// - Throws: `Problem` of 429 if the account must wait because of failures from this place or device.
    func checkWait(_ attempt: Attempt) throws {
        guard let seconds = throttle.secondsToWait(attempt.key, uptime: uptime()) else { return }
        throw Problem(
            .tooManyRequests, "Too many failed sign-in attempts. Try again in \(Self.waiting(seconds)).",
            retryAfter: seconds)
    }

    /// A time to wait, in words: minutes from a minute on, rounded up.
    static func waiting(_ seconds: Int) -> String {
        let (count, unit) = seconds < 60 ? (seconds, "second") : ((seconds + 59) / 60, "minute")
        return count == 1 ? "1 \(unit)" : "\(count) \(unit)s"
    }

    /// Runs a check in its turn.
    ///
    /// - Throws: `SignInQueueFull` if it waited too long, or the error of the check.
    func inTurn<Result>(_ attempt: Attempt, _ check: () async throws -> Result) async throws -> Result {
        try await waitForTurn(attempt)
        defer { endTurn() }
        return try await check()
    }

    func recordFailure(_ attempt: Attempt) { recordFailure(attempt.key, place: attempt.place) }

    /// Also for a failure on another server.
    func recordFailure(_ key: SignInThrottle.Key, place: String) {
        let now = uptime()
        throttle.recordFailure(key, uptime: now)
        state.withLock { state in
            var record = Self.record(of: place, in: state, now) ?? Record(since: now)
            record.failures += 1
            Self.keep(record, of: place, in: &state, now)
        }
    }

    /// For a success on another server. Here it only ends the waiting.
    func recordSuccess(_ key: SignInThrottle.Key) { throttle.recordSuccess(key) }

    func recordSuccess(_ attempt: Attempt) {
        let now = uptime()
        throttle.recordSuccess(attempt.key)
        state.withLock { state in
            var record = Self.record(of: attempt.place, in: state, now) ?? Record(since: now)
            record.lastSuccess = now
            record.attempts = max(0, record.attempts - 1)
            Self.keep(record, of: attempt.place, in: &state, now)
            if state.successes.count >= Self.maximumRecords {
                state.successes = state.successes.filter { now - $0.value.last < Self.successWindow }
                if state.successes.count >= Self.maximumRecords { state.successes.removeAll() }
            }
            var successes = state.successes[attempt.key] ?? Successes(since: now, last: now)
            if now - successes.since >= Self.failureWindow { (successes.count, successes.since) = (0, now) }
            successes.count += 1
            successes.last = now
            state.successes[attempt.key] = successes
        }
    }

    /// The number of waiting sign-ins.
    var waitingCount: Int { state.withLock { $0.waiting.count } }

    // MARK: Turns

    private func waitForTurn(_ attempt: Attempt) async throws {
        let mayGo = state.withLock { state in
            let now = uptime()
            var record = Self.record(of: attempt.place, in: state, now) ?? Record(since: now)
            defer {
                record.attempts += 1
                Self.keep(record, of: attempt.place, in: &state, now)
            }
            guard state.running < concurrency else { return false }
            state.running += 1
            return true
        }
        if mayGo { return }
        try await withCheckedThrowingContinuation { turn in
            let refused: Waiter? = state.withLock { state in
                // A turn may have ended meanwhile.
                if state.running < concurrency {
                    state.running += 1
                    turn.resume()
                    return nil
                }
                state.nextNumber += 1
                let (number, since) = (state.nextNumber, uptime())
                let timeout = Task {
                    // Cancelled when the turn comes.
                    guard (try? await sleep(since + Self.maximumWait)) != nil else { return }
                    giveUp(number)
                }
                state.waiting.append(Waiter(attempt: attempt, number: number, since: since, turn: turn, timeout: timeout))
                guard state.waiting.count > maximumWaiting, let last = place(in: state, isFirst: false) else { return nil }
                return state.waiting.remove(at: last)
            }
            refused?.resume(with: .failure(SignInQueueFull()))
        }
    }

    /// Rejects a sign-in that has waited too long, even if no turn has ended.
    private func giveUp(_ number: Int) {
        let waiter = state.withLock { state in
            state.waiting.firstIndex { $0.number == number }.map { state.waiting.remove(at: $0) }
        }
        waiter?.resume(with: .failure(SignInQueueFull()))
    }

    private func endTurn() {
        let (refused, next) = state.withLock { state in
            let end = uptime() - Self.maximumWait
            let refused = state.waiting.filter { $0.since <= end }
            state.waiting.removeAll { $0.since <= end }
            guard let first = place(in: state, isFirst: true) else {
                state.running -= 1
                return (refused, nil as Waiter?)
            }
            return (refused, state.waiting.remove(at: first))
        }
        for waiter in refused { waiter.resume(with: .failure(SignInQueueFull())) }
        next?.resume(with: .success(()))
    }

    /// The index of the first or last waiting sign-in in rank order.
    private func place(in state: State, isFirst: Bool) -> Int? {
        let now = uptime()
        let isNewestFirst = state.waiting.count > Self.long
        func rank(_ waiter: Waiter) -> [Int] {
            let attempt = waiter.attempt
            let record = Self.record(of: attempt.place, in: state, now)
            let failures = record?.failures ?? 0
            // Concurrent attempts of a place count before any of them has failed.
            let tries = max(failures, (record?.attempts ?? 1) - 1)
            let hasSucceeded = record?.lastSuccess.map { now - $0 < Self.successWindow } == true
            let successes = state.successes[attempt.key]
            let isKnown = successes.map { now - $0.last < Self.successWindow } == true
            // A person who signs in too often ranks like a stranger.
            let signsInTooOften = successes.map { now - $0.since < Self.failureWindow && $0.count > Self.manySuccesses } == true
            let group =
                signsInTooOften
                ? 3 : attempt.isFromKnownDevice ? 0 : isKnown ? 1 : hasSucceeded && failures < Self.manyFailures ? 2 : 3
            return [group, tries, throttle.count(attempt.key, uptime: now), isNewestFirst ? -waiter.number : waiter.number]
        }
        let ranks = state.waiting.map(rank)
        return ranks.indices.min { one, other in
            isFirst ? ranks[one].lexicographicallyPrecedes(ranks[other]) : ranks[other].lexicographicallyPrecedes(ranks[one])
        }
    }

    // MARK: Places

    private static func record(of place: String, in state: State, _ now: Duration) -> Record? {
        guard var record = state.places[place] else { return nil }
        if now - record.since >= failureWindow { (record.failures, record.attempts, record.since) = (0, 0, now) }
        return record
    }

    private static func keep(_ record: Record, of place: String, in state: inout State, _ now: Duration) {
        if state.places.count >= maximumRecords {
            state.places = state.places.filter { now - $0.value.since < failureWindow || $0.value.lastSuccess != nil }
            if state.places.count >= maximumRecords { state.places = state.places.filter { $0.value.lastSuccess != nil } }
            if state.places.count >= maximumRecords { state.places.removeAll() }
        }
        state.places[place] = record
    }
}

/// Too many password checks are waiting. Says nothing about the password.
struct SignInQueueFull: Error {}
