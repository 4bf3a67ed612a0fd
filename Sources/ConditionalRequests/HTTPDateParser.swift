/// Parses the three forms of RFC 9110 §5.6.7 from left to right; they differ after the day's name.
struct HTTPDateParser {
    private let octets: [UInt8]
    private var position = 0

    init(_ octets: [UInt8]) {
        self.octets = octets
    }

    mutating func date(now: () -> HTTPDate) -> HTTPDate? {
        skipSpaces()
        let isLong = take(anyOf: CivilTime.weekdays) != nil
        guard isLong || take(anyOf: CivilTime.weekdayAbbreviations) != nil else { return nil }
        let civil: CivilTime? =
            if take(", ") {
                isLong ? rfc850(now: now) : imfFixdate()
            } else if !isLong, take(" ") {
                asctime()
            } else {
                nil
            }
        skipSpaces()
        guard let civil, civil.exists, position == octets.count else { return nil }
        return civil.date
    }

    /// `06 Nov 1994 08:49:37 GMT`
    private mutating func imfFixdate() -> CivilTime? {
        guard let day = number(2), take(" "), let month = month(), take(" "), let year = number(4), take(" "),
            let time = time(), take(" GMT")
        else { return nil }
        return CivilTime(year: year, month: month, day: day, hour: time.hour, minute: time.minute, second: time.second)
    }

    /// `06-Nov-94 08:49:37 GMT`
    private mutating func rfc850(now: () -> HTTPDate) -> CivilTime? {
        guard let day = number(2), take("-"), let month = month(), take("-"), let year = number(2), take(" "),
            let time = time(), take(" GMT")
        else { return nil }
        var limit = CivilTime(now())
        var civil = CivilTime(
            year: limit.year - limit.year % 100 + 100 + year,
            month: month, day: day, hour: time.hour, minute: time.minute, second: time.second
        )
        limit.year += 50
        while civil.date > limit.date { civil.year -= 100 }
        return civil
    }

    /// `Nov  6 08:49:37 1994`
    private mutating func asctime() -> CivilTime? {
        guard let month = month(), take(" "), let day = take(" ") ? number(1) : number(2), take(" "),
            let time = time(), take(" "), let year = number(4)
        else { return nil }
        return CivilTime(year: year, month: month, day: day, hour: time.hour, minute: time.minute, second: time.second)
    }

    private mutating func time() -> (hour: Int, minute: Int, second: Int)? {
        guard let hour = number(2), take(":"), let minute = number(2), take(":"), let second = number(2) else {
            return nil
        }
        return (hour, minute, second)
    }

    private mutating func month() -> Int? {
        take(anyOf: CivilTime.months).map { $0 + 1 }
    }

    /// Exactly this many digits.
    private mutating func number(_ digits: Int) -> Int? {
        guard position + digits <= octets.count else { return nil }
        var number = 0
        for octet in octets[position..<position + digits] {
            guard octet >= .zero, octet <= .nine else { return nil }
            number = number * 10 + Int(octet - .zero)
        }
        position += digits
        return number
    }

    /// The index of the next word.
    private mutating func take(anyOf words: [String]) -> Int? {
        for (index, word) in words.enumerated() where take(word) { return index }
        return nil
    }

    private mutating func take(_ text: String) -> Bool {
        guard octets[position...].starts(with: text.utf8) else { return false }
        position += text.utf8.count
        return true
    }

    private mutating func skipSpaces() {
        while position < octets.count, octets[position] == .space || octets[position] == .tab { position += 1 }
    }
}
