/// An untyped field value, as used by history, edits and merges.
///
/// Amounts, dates, ids and choices are their canonical text; a missing value is `null`.
///
/// Two texts are equal if their bytes are. Swift's `String` also treats texts as equal that only look the same, such as a composed and
/// a decomposed é; but replacing one with the other is a change.
package enum FieldValue: Sendable {
    case null
    case text(String)
    case flag(Bool)
    case number(Int64)
    /// A JSON number that is not whole: no field accepts one.
    case fraction
    case list([FieldValue])
    case record([String: FieldValue])

    package init(_ text: String?) { self = text.map(FieldValue.text) ?? .null }

    package var text: String? {
        if case .text(let text) = self { text } else { nil }
    }
}

extension FieldValue: Hashable {
    package static func == (a: Self, b: Self) -> Bool {
        switch (a, b) {
        case (.null, .null), (.fraction, .fraction): true
        case (.text(let a), .text(let b)): a.isIdentical(to: b)
        case (.flag(let a), .flag(let b)): a == b
        case (.number(let a), .number(let b)): a == b
        case (.list(let a), .list(let b)): a == b
        case (.record(let a), .record(let b)): a == b
        default: false
        }
    }

    package func hash(into hasher: inout Hasher) {
        switch self {
        case .null, .fraction: hasher.combine(0)
        case .text(let text): for byte in text.utf8 { hasher.combine(byte) }
        case .flag(let flag): hasher.combine(flag)
        case .number(let number): hasher.combine(number)
        case .list(let values): hasher.combine(values)
        case .record(let values): hasher.combine(values)
        }
    }
}
