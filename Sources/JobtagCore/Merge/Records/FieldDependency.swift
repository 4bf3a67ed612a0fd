/// A field whose value was chosen for the value of another one, as a contact is chosen among its client's.
///
/// When one side changed one of the two and the other side the other, each field would merge by itself, into a pair that nobody
/// chose. So both are a conflict, unless the two sides agree on the field that the other depends on.
package struct FieldDependency<Field: Hashable & Sendable>: Hashable, Sendable {
    /// The field that depends.
    package let field: Field
    /// The field that it depends on.
    package let other: Field
    /// Why the two are chosen together: a sentence fit to show a person.
    package let reason: String

    /// Declares a dependency.
    package init(_ field: Field, on other: Field, because reason: String) {
        (self.field, self.other, self.reason) = (field, other, reason)
    }
}
