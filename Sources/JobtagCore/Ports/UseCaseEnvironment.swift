package import Foundation

/// The external inputs of use cases: the time and new ids. Tests provide their own.
package struct UseCaseEnvironment: Sendable {
    /// The wall-clock time. It can be set, so no wait depends on it.
    package let now: @Sendable () -> Timestamp
    /// The time since an arbitrary start, by a clock that cannot be set.
    package let uptime: @Sendable () -> Duration
    package let newID: @Sendable () -> UUID

    /// - Parameter uptime: By default derived from `now`, for tests.
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
    /// The processor time used by the calling thread.
    package static var processorTimeOfThread: Duration {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }
}
