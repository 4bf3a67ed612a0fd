import Foundation

/// A time counted in working days before the demo's day, so that the order of moments never depends on the date.
struct Moment: Comparable {
    /// Working days before today; at least 1 for anything recorded.
    let daysAgo: Int
    /// Minutes after midnight UTC.
    let minute: Int

    static func < (a: Moment, b: Moment) -> Bool {
        a.daysAgo != b.daysAgo ? a.daysAgo > b.daysAgo : a.minute < b.minute
    }
}

/// A day something is promised for.
enum Promise {
    case none
    case today
    /// Working days before today; negative for days to come.
    case daysAgo(Int)

    /// The key that orders a column: the sooner, the smaller.
    var order: Int {
        switch self {
        case .none: 1_000
        case .today: 0
        case .daysAgo(let days): -days
        }
    }
}

/// Turns working days before `now` into dates. Nobody is in the shop on Saturdays and Sundays.
struct WorkCalendar {
    private let today: Int
    private let anchor: Int

    init(now: Date) {
        today = Int((now.timeIntervalSince1970 / 86_400).rounded(.down))
        // On a weekend one working day ago is Friday: count from the coming Monday.
        let weekday = Self.weekday(today)
        anchor = weekday > 4 ? today + 7 - weekday : today
    }

    func date(_ moment: Moment) -> Date {
        Date(timeIntervalSince1970: Double(day(ago: moment.daysAgo) * 86_400 + moment.minute * 60))
    }

    func dateText(_ promise: Promise) -> String? {
        switch promise {
        case .none: nil
        case .today: Self.text(day: today)
        case .daysAgo(let days): Self.text(day: day(ago: days))
        }
    }

    private func day(ago days: Int) -> Int {
        let weekday = Self.weekday(anchor)
        let index = weekday - days
        let week = index >= 0 ? index / 5 : -((4 - index) / 5)
        return anchor - weekday + week * 7 + (index - week * 5)
    }

    /// 0 for Monday to 6 for Sunday; day 0 of the epoch was a Thursday.
    private static func weekday(_ day: Int) -> Int {
        ((day + 3) % 7 + 7) % 7
    }

    private static func text(day: Int) -> String {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        let date = Date(timeIntervalSince1970: Double(day * 86_400))
        let parts = calendar.dateComponents([.year, .month, .day], from: date)
        func padded(_ number: Int?, _ width: Int) -> String {
            let digits = String(number ?? 0)
            return String(repeating: "0", count: max(0, width - digits.count)) + digits
        }
        return "\(padded(parts.year, 4))-\(padded(parts.month, 2))-\(padded(parts.day, 2))"
    }
}
