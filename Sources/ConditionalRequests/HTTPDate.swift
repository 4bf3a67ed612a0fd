#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// A time in HTTP, in whole seconds (RFC 9110 §5.6.7).
public struct HTTPDate: Hashable, Sendable, Comparable {
    /// Seconds since 1970-01-01 00:00:00 UTC, without leap seconds.
    public let secondsSince1970: Int

    /// Creates a date. HTTP supports the years 0000 to 9999.
    ///
    /// - Parameter secondsSince1970: Seconds since 1970-01-01 00:00:00 UTC.
    public init(secondsSince1970: Int) {
        self.secondsSince1970 = secondsSince1970
    }

    /// Parses any of the three forms that recipients must accept: IMF-fixdate, RFC 850 and asctime.
    ///
    /// The name of the day must be valid, but is not compared with the date. A leap second counts as the second after it.
    ///
    /// - Parameters:
    ///   - text: For instance `Sun, 06 Nov 1994 08:49:37 GMT`.
    ///   - now: The reference for the two-digit year of the RFC 850 form: a date more than 50 years ahead is in the past.
    /// - Throws: ``HTTPDateSyntaxError`` if the text has none of these forms, or the date or time does not exist.
    public init(
        parsing text: some StringProtocol,
        now: @autoclosure () -> HTTPDate = .now
    ) throws(HTTPDateSyntaxError) {
        var parser = HTTPDateParser(Array(text.utf8))
        guard let date = parser.date(now: now) else { throw HTTPDateSyntaxError() }
        self = date
    }

    /// The current time, rounded down.
    public static var now: HTTPDate {
        HTTPDate(secondsSince1970: Int(time(nil)))
    }

    /// Whether the left date is earlier.
    public static func < (left: HTTPDate, right: HTTPDate) -> Bool {
        left.secondsSince1970 < right.secondsSince1970
    }
}

extension HTTPDate: CustomStringConvertible {
    /// The date as IMF-fixdate, the only form that may be sent.
    public var description: String {
        let civil = CivilTime(self)
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        let digits = String(civil.year)
        let year = String(repeating: "0", count: max(0, 4 - digits.utf8.count)) + digits
        let weekday = CivilTime.weekdayAbbreviations[civil.weekday]
        return "\(weekday), \(two(civil.day)) \(CivilTime.months[civil.month - 1]) \(year) "
            + "\(two(civil.hour)):\(two(civil.minute)):\(two(civil.second)) GMT"
    }
}
