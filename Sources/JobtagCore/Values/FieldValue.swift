/// A field's value apart from its type: what history keeps, what an edit carries, what a merge compares.
///
/// Amounts, dates, ids and choices are their canonical text; a value that was never given is `null`.
///
/// Two texts are equal when their bytes are. Swift's `String` also calls equal what merely looks the same, a composed é and a
/// decomposed one; but whoever changes one into the other has changed it.
package enum FieldValue: Sendable {
    case null
    case text(String)
    case flag(Bool)
    case number(Int64)
    /// A JSON number that is not whole: no field takes one.
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
