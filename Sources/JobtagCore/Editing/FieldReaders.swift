import Foundation

/// Reads typed values from field values; errors say what is required.
extension FieldValue {
    /// A short text on one line. Surrounding white space is trimmed, and a text without visible characters counts as none.
    func line(max: Int) throws(InvalidValue) -> String? {
        switch self {
        case .null: return nil
        case .text(let text):
            let trimmed = text.trimmingCharacters(in: .whitespacesAndNewlines)
            guard trimmed.unicodeScalars.allSatisfy({ !$0.breaksLine }) else {
                throw InvalidValue("Enter a single line without control characters.")
            }
            // Scalars, not grapheme clusters, which can be of any length.
            guard trimmed.unicodeScalars.count <= max else { throw InvalidValue("Use at most \(max) characters.") }
            return trimmed.hasVisibleCharacter ? trimmed : nil
        default: throw InvalidValue("This must be a string.")
        }
    }

    func requiredLine(max: Int) throws(InvalidValue) -> String {
        guard let text = try line(max: max) else { throw InvalidValue("This field is required.") }
        return text
    }

    /// A name: it needs a letter, a digit or an emoji, so that people can read and search for it.
    func name() throws(InvalidValue) -> String {
        let text = try requiredLine(max: 200)
        guard text.unicodeScalars.contains(where: \.isReadable) else {
            throw InvalidValue("Enter at least one letter or digit.")
        }
        return text
    }

    /// A text with any number of lines, stored as typed; `null` clears it. Lines end with `\n`, whatever was sent (forms and Windows
    /// send CRLF): two texts that look the same must not differ.
    func prose(max: Int = 200_000) throws(InvalidValue) -> String {
        switch self {
        case .null: return ""
        case .text(let text):
            guard !text.hasControlAmongLines else { throw InvalidValue("Remove the control characters.") }
            let lines = text.withLineFeeds
            guard lines.utf8.count <= max else { throw InvalidValue("Use at most \(max) bytes.") }
            return lines
        default: throw InvalidValue("This must be a string.")
        }
    }

    func email() throws(InvalidValue) -> String? {
        guard let text = try line(max: 254) else { return nil }
        // By scalars: a grapheme cluster can start with an @.
        let parts = text.unicodeScalars.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ !$0.isEmpty }), !text.unicodeScalars.contains(where: \.properties.isWhitespace)
        else {
            throw InvalidValue("Enter an e-mail address such as name@example.com.")
        }
        return text
    }

    func flag() throws(InvalidValue) -> Bool {
        guard case .flag(let flag) = self else { throw InvalidValue("This must be true or false.") }
        return flag
    }

    func choice<Choice: RawRepresentable<String> & CaseIterable>(_: Choice.Type = Choice.self) throws(InvalidValue) -> Choice {
        guard let text, let choice = Choice(rawValue: text) else {
            throw InvalidValue("This must be one of: \(Choice.allCases.map(\.rawValue).joined(separator: ", ")).")
        }
        return choice
    }

    func id() throws(InvalidValue) -> UUID? {
        if self == .null { return nil }
        guard let text, let id = UUID(text: text) else { throw InvalidValue("This must be a UUID or null.") }
        return id
    }

    func date() throws(InvalidValue) -> CalendarDate? {
        if self == .null { return nil }
        guard let text, let date = CalendarDate(text) else {
            throw InvalidValue("This must be a date such as \"2026-11-23\", or null.")
        }
        return date
    }

    func amount(in range: ClosedRange<Amount>) throws(InvalidValue) -> Amount {
        guard let text, let amount = Amount(text) else {
            throw InvalidValue(
                "This must be a number in quotes with at most two decimal places, such as \"1250.00\".")
        }
        guard range.contains(amount) else { throw InvalidValue("Use a value from \(range.lowerBound) to \(range.upperBound).") }
        return amount
    }

    func quantity(in range: ClosedRange<Quantity>) throws(InvalidValue) -> Quantity {
        guard let text, let quantity = Quantity(text) else {
            throw InvalidValue(
                "This must be a number in quotes with at most three decimal places, such as \"2.50\".")
        }
        guard range.contains(quantity) else { throw InvalidValue("Use a value from \(range.lowerBound) to \(range.upperBound).") }
        return quantity
    }

    func number(in range: ClosedRange<Int64>) throws(InvalidValue) -> Int64 {
        guard case .number(let number) = self else { throw InvalidValue("This must be a whole number.") }
        guard range.contains(number) else { throw InvalidValue("Use a value from \(range.lowerBound) to \(range.upperBound).") }
        return number
    }

    /// Ids without duplicates, in the given order.
    func ids(max: Int) throws(InvalidValue) -> [UUID] {
        guard case .list(let values) = self, values.count <= max else {
            throw InvalidValue("This must be a list of at most \(max) UUIDs.")
        }
        var ids: [UUID] = []
        for value in values {
            guard let text = value.text, let id = UUID(text: text) else { throw InvalidValue("This must be a list of UUIDs.") }
            if !ids.contains(id) { ids.append(id) }
        }
        return ids
    }
}

extension Unicode.Scalar {
    /// Control characters, and line and paragraph separators.
    fileprivate var breaksLine: Bool { isControl || self == "\u{2028}" || self == "\u{2029}" }
}

extension FieldValue {
    init(_ value: (some CustomStringConvertible)?) { self.init(value.map(\.description)) }
    init(_ value: UUID?) { self.init(value.map(\.text)) }
}
