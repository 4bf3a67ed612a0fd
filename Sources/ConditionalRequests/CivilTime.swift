/// A calendar date and clock time in UTC, in the proleptic Gregorian calendar.
///
/// Days and dates are converted in eras of 400 years of 146,097 days. Years start in March, so that the leap day
/// comes last.
struct CivilTime {
    static let weekdays = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"]
    static let weekdayAbbreviations = weekdays.map { String($0.prefix(3)) }
    static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

    /// From 0000-03-01 to 1970-01-01.
    private static let daysBefore1970 = 719_468

    var year: Int
    /// 1 to 12.
    var month: Int
    var day: Int
    var hour = 0
    var minute = 0
    /// 60 in a leap second.
    var second = 0

    /// Counted from Sunday, which is 0.
    var weekday: Int {
        // 1970-01-01 was a Thursday.
        Self.modulo(daysSince1970 + 4, 7)
    }

    var daysSince1970: Int {
        let marchYear = month > 2 ? year : year - 1
        let era = Self.quotient(marchYear, 400)
        let yearOfEra = marchYear - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - Self.daysBefore1970
    }

    var date: HTTPDate {
        HTTPDate(secondsSince1970: daysSince1970 * 86_400 + hour * 3_600 + minute * 60 + second)
    }

    /// Whether the date and time exist.
    var exists: Bool {
        guard (1...12).contains(month), day >= 1, hour <= 23, minute <= 59, second <= 60 else { return false }
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        let lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        return day <= lengths[month - 1]
    }

    /// The quotient rounded down.
    private static func quotient(_ dividend: Int, _ divisor: Int) -> Int {
        let quotient = dividend / divisor
        return dividend % divisor < 0 ? quotient - 1 : quotient
    }

    /// The remainder that is never negative.
    private static func modulo(_ dividend: Int, _ divisor: Int) -> Int {
        let remainder = dividend % divisor
        return remainder < 0 ? remainder + divisor : remainder
    }
}

extension CivilTime {
    init(_ date: HTTPDate) {
        let days = Self.quotient(date.secondsSince1970, 86_400) + Self.daysBefore1970
        let time = Self.modulo(date.secondsSince1970, 86_400)
        let era = Self.quotient(days, 146_097)
        let dayOfEra = days - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let marchMonth = (5 * dayOfYear + 2) / 153
        let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
        self.init(
            year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
            month: month,
            day: dayOfYear - (153 * marchMonth + 2) / 5 + 1,
            hour: time / 3_600,
            minute: time % 3_600 / 60,
            second: time % 60
        )
    }
}
