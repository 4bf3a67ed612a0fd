import JobtagCore
import Testing

@Suite("A date")
struct CalendarDateTests {
    @Test(
        "has a number, counted from 1970",
        arguments: [
            ("1970-01-01", 0), ("1970-01-02", 1), ("1969-12-31", -1), ("1970-12-31", 364), ("1972-02-29", 789),
            ("1972-03-01", 790), ("1900-01-01", -25_567), ("2000-01-01", 10_957), ("2000-02-29", 11_016),
            ("2000-03-01", 11_017), ("2026-11-23", 20_780), ("2100-02-28", 47_540), ("2100-03-01", 47_541),
            ("1600-02-29", -135_081), ("0001-01-01", -719_162), ("0400-02-29", -573_372), ("9999-12-31", 2_932_896),
        ]
    )
    func knownDays(text: String, number: Int) throws {
        let day = try #require(CalendarDate(text))
        #expect(day.daysSince1970 == number)
        #expect(CalendarDate(daysSince1970: number) == day)
        #expect(day.description == text)
    }

    @Test("is parsed as year, month and day")
    func parts() throws {
        let day = try #require(CalendarDate("0926-03-07"))
        #expect((day.year, day.month, day.day) == (926, 3, 7))
    }

    @Test("is restored from its number and from its text, from 0001 to 9999", arguments: 1...4 as ClosedRange<UInt64>)
    func roundTrip(seed: UInt64) {
        var random = RepeatableRandom(state: seed)
        for _ in 0..<2500 {
            let number = Int.random(in: -719_162...2_932_896, using: &random)
            let day = CalendarDate(daysSince1970: number)
            #expect(day.daysSince1970 == number)
            #expect(CalendarDate(day.description) == day)
            #expect(day.description.utf8.count == 10)
        }
    }

    @Test("is followed by the next date, over four centuries without a gap")
    func succession() {
        var lengths: [Int] = []
        var day = CalendarDate(daysSince1970: 10_957)
        for number in 10_958..<10_958 + 146_097 {
            let next = CalendarDate(daysSince1970: number)
            if next.day != day.day + 1 {
                #expect(next.day == 1)
                #expect(next.month == day.month % 12 + 1)
                #expect(next.year == day.year + (day.month == 12 ? 1 : 0))
                lengths.append(day.day)
            }
            #expect(day < next)
            day = next
        }
        #expect(lengths.count == 4800)
        #expect(lengths.count { $0 == 29 } == 97)
        #expect(lengths.count { $0 == 28 } == 303)
    }

    @Test("is valid if it is in the calendar", arguments: ["2024-02-29", "2000-02-29", "2026-01-31", "2026-04-30", "0001-12-31"])
    func accepts(_ text: String) {
        #expect(CalendarDate(text)?.description == text)
    }

    @Test(
        "is rejected if it is not in the calendar, or the text has another form",
        arguments: [
            "2026-02-29", "2026-02-30", "1900-02-29", "2100-02-29", "2026-04-31", "2026-06-31", "2026-09-31", "2026-11-31",
            "2026-01-32", "2026-00-10", "2026-13-10", "2026-10-00", "0000-01-01", "0000-00-00", "9999-99-99",
            "", "2026", "2026-11", "2026-1-23", "2026-11-3", "26-11-23", "12026-11-23", "-026-11-23", "+026-11-23",
            "2026/11/23", "2026.11.23", "20261123", "23-11-2026", "2026-11-23T", "2026-11-23 ", " 2026-11-23", "2026-11-2 ",
            "2026-11-23\n", "2026-11-2\0", "2026-+1-23", "2026-11--3", "2026-W48-1", "2026‐11‐23", "２０２６-11-23", "2026-11-２",
            "٢٠٢٦-11-23", "é026-11-3", "tomorrow",
        ]
    )
    func rejects(_ text: String) {
        #expect(CalendarDate(text) == nil)
    }

    @Test(
        "compares in order",
        arguments: [
            ("2026-11-23", "2026-11-24"), ("2026-11-30", "2026-12-01"), ("2025-12-31", "2026-01-01"), ("0999-01-01", "1000-01-01"),
        ])
    func order(earlier: String, later: String) throws {
        let (earlier, later) = (try #require(CalendarDate(earlier)), try #require(CalendarDate(later)))
        #expect(earlier < later)
        #expect(!(later < earlier))
    }
}
