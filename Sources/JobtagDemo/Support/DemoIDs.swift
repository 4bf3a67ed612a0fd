import Foundation

/// Version 7 UUIDs (RFC 9562 §5.7) that are the same every time: the clock in them is a fixed one that ticks once per id.
struct DemoIDs {
    /// 2025-01-06T07:00:00Z.
    private var milliseconds: UInt64 = 1_736_146_800_000
    private var random: SplitMix64

    init(seed: UInt64) {
        random = SplitMix64(seed: seed)
    }

    mutating func next() -> UUID {
        milliseconds += 61_003
        let a = random.next()
        let b = random.next()
        func byte(_ word: UInt64, _ index: UInt64) -> UInt8 {
            UInt8(truncatingIfNeeded: word >> (8 * index))
        }
        return UUID(
            uuid: (
                byte(milliseconds, 5), byte(milliseconds, 4), byte(milliseconds, 3),
                byte(milliseconds, 2), byte(milliseconds, 1), byte(milliseconds, 0),
                0x70 | (byte(a, 0) & 0x0F), byte(a, 1),
                0x80 | (byte(b, 0) & 0x3F), byte(b, 1), byte(b, 2), byte(b, 3),
                byte(b, 4), byte(b, 5), byte(b, 6), byte(b, 7)
            ))
    }
}
