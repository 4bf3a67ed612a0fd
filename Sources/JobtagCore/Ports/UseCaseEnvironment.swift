package import Foundation

/// What use cases take from the world: the time and fresh ids. Tests give their own.
package struct UseCaseEnvironment: Sendable {
    package let now: @Sendable () -> Timestamp
    package let newID: @Sendable () -> UUID

    package init(now: @escaping @Sendable () -> Timestamp, newID: (@Sendable () -> UUID)? = nil) {
        self.now = now
        self.newID = newID ?? { UUID.version7(at: now()) }
    }

    /// The system's clock, to the microsecond.
    package static let live = UseCaseEnvironment(now: {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Timestamp(microseconds: Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000)
    })
}
