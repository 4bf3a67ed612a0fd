import ConditionalRequests
import Testing

@Suite("An HTTP date")
struct HTTPDateTests {
    @Test(
        "is parsed in each of its three forms",
        arguments: [
            ("Sun, 06 Nov 1994 08:49:37 GMT", 784_111_777),
            ("Sunday, 06-Nov-94 08:49:37 GMT", 784_111_777),
            ("Sun Nov  6 08:49:37 1994", 784_111_777),
            ("Wed Nov 16 08:49:37 1994", 784_975_777),
            ("Thu, 01 Jan 1970 00:00:00 GMT", 0),
            ("Wed, 31 Dec 1969 23:59:59 GMT", -1),
            ("Tue, 29 Feb 2000 12:00:00 GMT", 951_825_600),
            ("Thu, 29 Feb 2024 00:00:00 GMT", 1_709_164_800),
            ("Fri, 31 Dec 9999 23:59:59 GMT", 253_402_300_799),
            ("Sat, 01 Jan 0000 00:00:00 GMT", -62_167_219_200),
            ("Sat, 31 Dec 2016 23:59:60 GMT", 1_483_228_800),
            (" Sun, 06 Nov 1994 08:49:37 GMT\t", 784_111_777),
        ]
    )
    func accepts(text: String, seconds: Int) throws {
        let date = try HTTPDate(parsing: text, now: HTTPDate(secondsSince1970: 800_000_000))
        #expect(date.secondsSince1970 == seconds)
        #expect(try HTTPDate(parsing: date.description) == date)
    }

    @Test(
        "is rejected",
        arguments: [
            "", "yesterday", "784111777", "1994-11-06T08:49:37Z",
            "Sun, 06 Nov 1994 08:49:37", "Sun, 06 Nov 1994 08:49:37 UTC", "Sun, 06 Nov 1994 08:49:37 +0000",
            "sun, 06 nov 1994 08:49:37 gmt", "Sun, 6 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 94 08:49:37 GMT",
            "Sun, 06-Nov-94 08:49:37 GMT", "Sunday, 06 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 8:49:37 GMT",
            "Sun, 00 Nov 1994 08:49:37 GMT", "Sun, 31 Nov 1994 08:49:37 GMT", "Wed, 29 Feb 2023 08:49:37 GMT",
            "Thu, 29 Feb 1900 00:00:00 GMT", "Sun, 06 Nov 1994 24:00:00 GMT", "Sun, 06 Nov 1994 08:60:00 GMT",
            "Sun, 06 Nov 1994 08:49:61 GMT", "Sun, 06 Abc 1994 08:49:37 GMT", "Xyz, 06 Nov 1994 08:49:37 GMT",
            "Sun, 06 Nov 1994 08:49:37 GMT x", "Sun Nov 6 08:49:37 1994", "Sun Nov 006 08:49:37 1994",
            "Sunday Nov  6 08:49:37 1994",
            "Sun, 06 Nov 1994 08:49:37 GMT, Sun, 06 Nov 1994 08:49:37 GMT", "Sun, 0６ Nov 1994 08:49:37 GMT",
        ]
    )
    func rejects(_ text: String) {
        #expect(throws: HTTPDateSyntaxError()) { try HTTPDate(parsing: text) }
    }

    @Test(
        "with a two-digit year is at most 50 years ahead",
        arguments: [
            ("06-Nov-94", "Mon, 23 Nov 2026 00:00:00 GMT", "06 Nov 1994"),
            ("06-Nov-70", "Mon, 23 Nov 2026 00:00:00 GMT", "06 Nov 2070"),
            ("22-Nov-76", "Mon, 23 Nov 2026 00:00:00 GMT", "22 Nov 2076"),
            ("24-Nov-76", "Mon, 23 Nov 2026 00:00:00 GMT", "24 Nov 1976"),
            ("06-Nov-05", "Sun, 06 Nov 2095 00:00:00 GMT", "06 Nov 2105"),
        ]
    )
    func twoDigitYear(day: String, now: String, expected: String) throws {
        let now = try HTTPDate(parsing: now)
        let date = try HTTPDate(parsing: "Sunday, \(day) 08:49:37 GMT", now: now)
        #expect(date.description.contains(expected))
    }

    @Test("is written and parsed to the same value, for every day of four centuries and at odd times")
    func roundTrip() throws {
        var previous: HTTPDate?
        for day in stride(from: -3_000_000_000, through: 10_000_000_000, by: 86_400 * 7 + 4_321) {
            let date = HTTPDate(secondsSince1970: day)
            #expect(try HTTPDate(parsing: date.description) == date)
            if let previous { #expect(previous < date) }
            previous = date
        }
    }

    @Test("has the weekday of its day")
    func weekday() {
        #expect(HTTPDate(secondsSince1970: 1_795_424_400).description == "Mon, 23 Nov 2026 09:00:00 GMT")
        #expect(HTTPDate(secondsSince1970: -86_400).description == "Wed, 31 Dec 1969 00:00:00 GMT")
    }

    @Test("of now is later than the time this test was written")
    func now() throws {
        #expect(try HTTPDate.now > HTTPDate(parsing: "Thu, 01 Jan 2026 00:00:00 GMT"))
    }
}
