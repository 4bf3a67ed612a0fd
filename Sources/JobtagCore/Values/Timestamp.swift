/// A time in microseconds since 1970-01-01T00:00:00Z, which is also the version of every record in Jobtag.
package struct Timestamp: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// Microseconds since 1970, UTC.
    package let microseconds: Int64

    package init(microseconds: Int64) {
        self.microseconds = microseconds
    }

    package static func < (a: Self, b: Self) -> Bool { a.microseconds < b.microseconds }

    /// The time `seconds` later.
    package func adding(seconds: Int64) -> Self {
        Self(microseconds: microseconds + seconds * 1_000_000)
    }

    /// The next version: the given time, or one microsecond more if the clock stands still or steps back.
    package func next(now: Timestamp) -> Self {
        Self(microseconds: max(now.microseconds, microseconds + 1))
    }

    private static let writableSeconds = -62_135_596_800...253_402_300_799

    /// RFC 3339 in UTC with microseconds: `2026-11-23T09:15:02.123456Z`.
    package var description: String {
        String(unsafeUninitializedCapacity: 27) { buffer in
            let (days, rest) = microseconds.flooredDivision(by: 86_400_000_000)
            let date = CalendarDate(daysSince1970: Int(days))
            var seconds = Int(rest / 1_000_000)
            var fraction = Int(rest % 1_000_000)
            func put(_ value: Int, _ width: Int, at offset: Int) {
                var value = value
                for i in stride(from: width - 1, through: 0, by: -1) {
                    buffer[offset + i] = UInt8(48 + value % 10)
                    value /= 10
                }
            }
            put(date.year, 4, at: 0)
            buffer[4] = 45
            put(date.month, 2, at: 5)
            buffer[7] = 45
            put(date.day, 2, at: 8)
            buffer[10] = 84
            put(seconds / 3600, 2, at: 11)
            seconds %= 3600
            buffer[13] = 58
            put(seconds / 60, 2, at: 14)
            buffer[16] = 58
            put(seconds % 60, 2, at: 17)
            buffer[19] = 46
            put(fraction, 6, at: 20)
            fraction = 0
            buffer[26] = 90
            return 27
        }
    }

    /// Parses an RFC 3339 date-time with any offset and up to nine decimal places; nil if the text is not one.
    package init?(rfc3339 text: String) {
        let bytes = Array(text.utf8)
        func number(_ range: Range<Int>) -> Int? {
            guard range.upperBound <= bytes.count else { return nil }
            var value = 0
            for byte in bytes[range] {
                guard byte >= 48, byte <= 57 else { return nil }
                value = value * 10 + Int(byte - 48)
            }
            return value
        }
        guard bytes.count >= 20, bytes[10] == 84 || bytes[10] == 116 || bytes[10] == 32,
            let date = CalendarDate(String(decoding: bytes[0..<10], as: UTF8.self)),
            let hour = number(11..<13), bytes[13] == 58, let minute = number(14..<16), bytes[16] == 58,
            let second = number(17..<19), hour < 24, minute < 60, second < 61
        else { return nil }
        var position = 19
        var fraction: Int64 = 0
        if bytes[position] == 46 {
            position += 1
            let start = position
            while position < bytes.count, bytes[position] >= 48, bytes[position] <= 57 {
                if position - start < 6 { fraction = fraction * 10 + Int64(bytes[position] - 48) }
                position += 1
            }
            guard position > start, position - start <= 9 else { return nil }
            for _ in (position - start)..<max(6, position - start) { fraction *= 10 }
        }
        guard position < bytes.count else { return nil }
        var offset = 0
        switch bytes[position] {
        case 90, 122:
            guard position + 1 == bytes.count else { return nil }
        case 43, 45:
            guard position + 6 == bytes.count, bytes[position + 3] == 58,
                let hours = number((position + 1)..<(position + 3)), let minutes = number((position + 4)..<(position + 6)),
                hours < 24, minutes < 60
            else { return nil }
            offset = (hours * 60 + minutes) * (bytes[position] == 45 ? -60 : 60)
        default: return nil
        }
        let seconds = date.daysSince1970 * 86_400 + hour * 3600 + minute * 60 + second - offset
        // A time outside the years 1 to 9999 after applying the offset has no text of this form.
        guard Self.writableSeconds.contains(seconds) else { return nil }
        self.init(microseconds: Int64(seconds) * 1_000_000 + fraction)
    }
}

extension Int64 {
    func flooredDivision(by divisor: Int64) -> (quotient: Int64, remainder: Int64) {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }
}
