import NIOCore

/// The least that a body must come on by.
struct TransferRate: Sendable {
    var bytesPerSecond: Int64
    /// How long a body may pause, or stay below the rate.
    var grace: TimeAmount
}

/// Until when a body must have come on, by a rate. What comes buys time, up to the grace; so who was fast cannot rest on it.
struct TransferDeadline: Sendable {
    let rate: TransferRate
    private(set) var value: NIODeadline

    init(rate: TransferRate, now: NIODeadline) {
        self.rate = rate
        value = now + rate.grace
    }

    mutating func record(bytes: Int64, now: NIODeadline) {
        // What would buy more than the grace need not be multiplied out.
        let seconds = min(bytes / rate.bytesPerSecond, rate.grace.nanoseconds / 1_000_000_000 + 1)
        let rest = seconds == bytes / rate.bytesPerSecond ? bytes % rate.bytesPerSecond : 0
        let bought = TimeAmount.nanoseconds(seconds * 1_000_000_000 + rest * 1_000_000_000 / rate.bytesPerSecond)
        value = min(value + bought, now + rate.grace)
    }
}
