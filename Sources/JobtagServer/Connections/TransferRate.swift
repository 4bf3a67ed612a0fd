import NIOCore

/// The minimum rate of a body.
struct TransferRate: Sendable {
    var bytesPerSecond: Int64
    /// How long a body may pause, or stay below the rate.
    var grace: TimeAmount
}

/// The deadline for progress of a body, at a rate. Received bytes extend it, up to the grace period, so speed cannot be saved up.
struct TransferDeadline: Sendable {
    let rate: TransferRate
    private(set) var value: NIODeadline

    init(rate: TransferRate, now: NIODeadline) {
        self.rate = rate
        value = now + rate.grace
    }

    mutating func record(bytes: Int64, now: NIODeadline) {
        // Avoids overflow: anything beyond the grace period is irrelevant.
        let seconds = min(bytes / rate.bytesPerSecond, rate.grace.nanoseconds / 1_000_000_000 + 1)
        let rest = seconds == bytes / rate.bytesPerSecond ? bytes % rate.bytesPerSecond : 0
        let bought = TimeAmount.nanoseconds(seconds * 1_000_000_000 + rest * 1_000_000_000 / rate.bytesPerSecond)
        value = min(value + bought, now + rate.grace)
    }
}
