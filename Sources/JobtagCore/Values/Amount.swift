/// An exact amount of money in hundredths: `1250.00`. Never uses floating point.
package struct Amount: Hashable, Comparable, Sendable, CustomStringConvertible {
    package let hundredths: Int64

    package init(hundredths: Int64) { self.hundredths = hundredths }

    package static let zero = Amount(hundredths: 0)

    /// Parses a decimal with at most two decimal places and ten digits before the point.
    package init?(_ text: String) {
        guard let value = Decimals.parse(text, scale: 2) else { return nil }
        hundredths = value
    }

    package static func < (a: Self, b: Self) -> Bool { a.hundredths < b.hundredths }
    package static func + (a: Self, b: Self) -> Self { Self(hundredths: a.hundredths + b.hundredths) }
    package static func - (a: Self, b: Self) -> Self { Self(hundredths: a.hundredths - b.hundredths) }

    /// Always two decimal places.
    package var description: String { Decimals.format(hundredths, scale: 2, minimumDigits: 2) }
}

/// An exact quantity in thousandths: hours, kilograms, metres, pieces.
package struct Quantity: Hashable, Comparable, Sendable, CustomStringConvertible {
    package let thousandths: Int64

    package init(thousandths: Int64) { self.thousandths = thousandths }

    package static let zero = Quantity(thousandths: 0)

    /// Parses a decimal with at most three decimal places and ten digits before the point.
    package init?(_ text: String) {
        guard let value = Decimals.parse(text, scale: 3) else { return nil }
        thousandths = value
    }

    package static func < (a: Self, b: Self) -> Bool { a.thousandths < b.thousandths }
    package static func + (a: Self, b: Self) -> Self { Self(thousandths: a.thousandths + b.thousandths) }

    /// Quantity times price, rounded half away from zero to the hundredth.
    package static func * (quantity: Self, price: Amount) -> Amount {
        let product = quantity.thousandths * price.hundredths
        return Amount(hundredths: (product + (product < 0 ? -500 : 500)) / 1000)
    }

    /// Two decimal places, or three if needed.
    package var description: String { Decimals.format(thousandths, scale: 3, minimumDigits: 2) }
}

enum Decimals {
    /// `-12.5` at scale 2 is -1250; nil unless the text is a plain decimal of that scale.
    static func parse(_ text: String, scale: Int) -> Int64? {
        var bytes = Array(text.utf8)[...]
        let isNegative = bytes.first == 45
        if isNegative { bytes.removeFirst() }
        var value: Int64 = 0
        var whole = 0
        var fraction = -1
        for byte in bytes {
            switch byte {
            case 48...57:
                if fraction >= 0 { fraction += 1 } else { whole += 1 }
                guard whole <= 10, fraction <= scale else { return nil }
                value = value * 10 + Int64(byte - 48)
            case 46 where fraction < 0: fraction = 0
            default: return nil
            }
        }
        guard whole > 0, fraction != 0 else { return nil }
        for _ in max(0, fraction)..<scale { value *= 10 }
        return isNegative ? -value : value
    }

    static func format(_ value: Int64, scale: Int, minimumDigits: Int) -> String {
        var digits = String(value.magnitude)
        if digits.count <= scale { digits = String(repeating: "0", count: scale + 1 - digits.count) + digits }
        var fraction = digits.suffix(scale)
        let whole = digits.dropLast(scale)
        while fraction.count > minimumDigits, fraction.last == "0" { fraction.removeLast() }
        return (value < 0 ? "-" : "") + whole + "." + fraction
    }
}
