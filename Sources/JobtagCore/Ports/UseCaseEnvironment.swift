package import Foundation

/// What use cases take from the world: the time and fresh ids. Tests give their own.
package struct UseCaseEnvironment: Sendable {
    /// What people call the time. Somebody may set it, so nothing waits by it.
    package let now: @Sendable () -> Timestamp
    /// The time since some beginning, by a clock that nobody sets.
    package let uptime: @Sendable () -> Duration
    package let newID: @Sendable () -> UUID

    /// - Parameter uptime: By default as `now` goes on, for tests.
    package init(
        now: @escaping @Sendable () -> Timestamp, uptime: (@Sendable () -> Duration)? = nil, newID: (@Sendable () -> UUID)? = nil
    ) {
        self.now = now
        self.uptime = uptime ?? { .microseconds(now().microseconds) }
        self.newID = newID ?? { UUID.version7(at: now()) }
    }

    /// The system's clocks; the time to the microsecond.
    package static let live = UseCaseEnvironment(
        now: {
            var time = timespec()
            clock_gettime(CLOCK_REALTIME, &time)
            return Timestamp(microseconds: Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000)
        },
        uptime: { beginning.duration(to: .now) })

    private static let beginning = ContinuousClock.now
}

extension Duration {
    /// How long the calling thread has run on a processor so far.
    package static var processorTimeOfThread: Duration {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }
}
