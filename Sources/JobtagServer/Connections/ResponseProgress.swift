import NIOCore

/// Whether an answer's body comes on: what was written and has not left, and until when some of it must.
struct ResponseProgress {
    private var waiting: Int64 = 0
    private var deadline: TransferDeadline?
    /// As many bytes as the other side had acknowledged when it was last asked.
    private var acknowledged: UInt64?
    private let rate: TransferRate

    /// Pieces in which a body is written, so that one can see how much of it has left.
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

    /// What left may lie in the system's buffers, which can be large; what was acknowledged has arrived.
    mutating func acknowledged(_ count: UInt64, now: NIODeadline) {
        if let before = acknowledged, count > before { deadline?.record(bytes: Int64(count - before), now: now) }
        acknowledged = count
    }

    func isTooSlow(now: NIODeadline) -> Bool {
        guard isWaiting, let deadline else { return false }
        return deadline.value <= now
    }
}
