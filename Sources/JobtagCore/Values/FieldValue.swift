/// A field's value apart from its type: what history keeps, what an edit carries, what a merge compares.
///
/// Amounts, dates, ids and choices are their canonical text; a value that was never given is `null`.
public enum FieldValue: Hashable, Sendable {
    case null
    case text(String)
    case flag(Bool)
    case number(Int64)
    /// A JSON number that is not whole: no field takes one.
    case fraction
    case list([FieldValue])
    case record([String: FieldValue])

    public init(_ text: String?) { self = text.map(FieldValue.text) ?? .null }

    public var text: String? {
        if case .text(let text) = self { text } else { nil }
    }
}
