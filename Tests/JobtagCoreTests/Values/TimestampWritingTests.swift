import JobtagCore
import Testing

@Suite("A written timestamp")
struct TimestampWritingTests {
    @Test(
        "is RFC 3339 in UTC with microseconds",
        arguments: [
            (0, "1970-01-01T00:00:00.000000Z"),
            (1, "1970-01-01T00:00:00.000001Z"),
            (999_999, "1970-01-01T00:00:00.999999Z"),
            (1_000_000, "1970-01-01T00:00:01.000000Z"),
            (86_399_999_999, "1970-01-01T23:59:59.999999Z"),
            (86_400_000_000, "1970-01-02T00:00:00.000000Z"),
            (-1, "1969-12-31T23:59:59.999999Z"),
            (-1_000_000, "1969-12-31T23:59:59.000000Z"),
            (-86_400_000_000, "1969-12-31T00:00:00.000000Z"),
            (-86_400_000_001, "1969-12-30T23:59:59.999999Z"),
            (951_782_400_000_000, "2000-02-29T00:00:00.000000Z"),
            (1_709_251_199_999_999, "2024-02-29T23:59:59.999999Z"),
            (1_709_251_200_000_000, "2024-03-01T00:00:00.000000Z"),
            (4_107_542_399_000_000, "2100-02-28T23:59:59.000000Z"),
            (4_107_542_400_000_000, "2100-03-01T00:00:00.000000Z"),
            (1_798_761_599_999_999, "2026-12-31T23:59:59.999999Z"),
            (1_798_761_600_000_000, "2027-01-01T00:00:00.000000Z"),
            (1_795_425_302_123_456, "2026-11-23T09:15:02.123456Z"),
            (1_795_425_302_000_010, "2026-11-23T09:15:02.000010Z"),
            (253_402_300_799_999_999, "9999-12-31T23:59:59.999999Z"),
            (-62_135_596_800_000_000, "0001-01-01T00:00:00.000000Z"),
        ] as [(Int64, String)]
    )
    func description(microseconds: Int64, text: String) {
        #expect(Timestamp(microseconds: microseconds).description == text)
        #expect(Timestamp(rfc3339: text) == Timestamp(microseconds: microseconds))
    }

    @Test("is parsed to the same time, from 0001 to 9999", arguments: 1...4 as ClosedRange<UInt64>)
    func roundTrip(seed: UInt64) {
        var random = RepeatableRandom(state: seed)
        for _ in 0..<2500 {
            let moment = Timestamp(
                microseconds: .random(in: -62_135_596_800_000_000...253_402_300_799_999_999, using: &random))
            #expect(Timestamp(rfc3339: moment.description) == moment)
            #expect(moment.description.utf8.count == 27)
        }
    }

    @Test("sorts as text in the order of time", arguments: 5...6 as ClosedRange<UInt64>)
    func order(seed: UInt64) {
        var random = RepeatableRandom(state: seed)
        for _ in 0..<1000 {
            let a = Timestamp(microseconds: .random(in: 0...4_000_000_000_000_000, using: &random))
            let b = Timestamp(microseconds: a.microseconds + .random(in: -5_000_000...5_000_000, using: &random))
            #expect((a < b) == (a.description < b.description))
        }
    }

    @Test(
        "adds seconds",
        arguments: [(0, 0, 0), (5, 1, 1_000_005), (5, -1, -999_995), (0, 2_592_000, 2_592_000_000_000)] as [(Int64, Int64, Int64)])
    func adding(from: Int64, seconds: Int64, expected: Int64) {
        #expect(Timestamp(microseconds: from).adding(seconds: seconds) == Timestamp(microseconds: expected))
    }
}
