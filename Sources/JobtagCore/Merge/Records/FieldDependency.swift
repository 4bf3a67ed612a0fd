/// A field whose value was chosen for the value of another one, as a contact is chosen among its client's.
///
/// When one side changed one of the two and the other side the other, each field would merge by itself, into a pair that nobody
/// chose. So both are a conflict, unless the two sides agree on the field that the other depends on.
public struct FieldDependency<Field: Hashable & Sendable>: Hashable, Sendable {
    /// The field that depends.
    public let field: Field
    /// The field that it depends on.
    public let other: Field
    /// Why the two are chosen together: a sentence fit to show a person.
    public let reason: String

    /// Declares a dependency.
    public init(_ field: Field, on other: Field, because reason: String) {
        (self.field, self.other, self.reason) = (field, other, reason)
    }
}
