import NIOCore

/// Whether a response body makes progress: the bytes written but not sent, and the deadline for some of them.
struct ResponseProgress {
    private var waiting: Int64 = 0
    private var deadline: TransferDeadline?
    /// The number of bytes acknowledged by the other side when last checked.
    private var acknowledged: UInt64?
    private let rate: TransferRate

    /// The size of the parts in which a body is written, to measure how much of it has been sent.
    static let pieceSize = 64 << 10

    init(rate: TransferRate) { self.rate = rate }

    var isWaiting: Bool { waiting > 0 }

    mutating func wrote(_ count: Int, now: NIODeadline) {
        if waiting == 0 { (deadline, acknowledged) = (TransferDeadline(rate: rate, now: now), nil) }
        waiting += Int64(count)
    }

    mutating func left(_ count: Int, now: NIODeadline) {
        waiting -= Int64(count)
        deadline?.record(bytes: Int64(count), now: now)
    }

    // Sent bytes may be in the system's buffers, which can be large; acknowledged bytes have arrived.
    mutating func acknowledged(_ count: UInt64, now: NIODeadline) {
        if let before = acknowledged, count > before { deadline?.record(bytes: Int64(count - before), now: now) }
        acknowledged = count
    }

    func isTooSlow(now: NIODeadline) -> Bool {
        guard isWaiting, let deadline else { return false }
        return deadline.value <= now
    }
}
