import JobtagCore
import Testing

@Suite("The next version")
struct TimestampSuccessionTests {
    @Test(
        "is the current time, or one microsecond more if that is not later",
        arguments: [
            (1_000, 2_000, 2_000),
            (1_000, 1_001, 1_001),
            (1_000, 1_000, 1_001),
            (1_000, 999, 1_001),
            (1_000, 0, 1_001),
            (1_000, -5_000, 1_001),
            (-1, -1, 0),
            (-2_000, -3_000, -1_999),
        ] as [(Int64, Int64, Int64)]
    )
    func next(previous: Int64, now: Int64, expected: Int64) {
        let next = Timestamp(microseconds: previous).next(now: Timestamp(microseconds: now))
        #expect(next == Timestamp(microseconds: expected))
    }

    @Test("is later, whatever the clock does", arguments: 1...8 as ClosedRange<UInt64>)
    func strictlyIncreasing(seed: UInt64) {
        var random = RepeatableRandom(state: seed)
        var clock = Int64(1_795_425_302_123_456)
        var version = Timestamp(microseconds: clock)
        for _ in 0..<2000 {
            clock += [0, 0, 1, -1, 1_000, -1_000, 3_600_000_000, -3_600_000_000].randomElement(using: &random)!
            let next = version.next(now: Timestamp(microseconds: clock))
            #expect(next > version)
            #expect(next >= Timestamp(microseconds: clock))
            #expect(next.description > version.description)
            version = next
        }
    }

    @Test("increases by single microseconds while the clock stands still")
    func standingStill() {
        let now = Timestamp(microseconds: 1_795_425_302_123_456)
        let versions = sequence(first: now) { $0.next(now: now) }.prefix(1000).map(\.microseconds)
        #expect(versions == Array(now.microseconds..<now.microseconds + 1000))
    }

    @Test("follows the clock again when it has caught up")
    func catchingUp() {
        let ahead = Timestamp(microseconds: 5_000)
        let behind = ahead.next(now: Timestamp(microseconds: 3_000))
        #expect(behind == Timestamp(microseconds: 5_001))
        #expect(behind.next(now: Timestamp(microseconds: 9_000)) == Timestamp(microseconds: 9_000))
    }
}
