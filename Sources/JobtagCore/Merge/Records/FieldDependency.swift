/// A field whose value depends on another field, as a contact depends on its client.
///
/// If one side changed one of the two and the other side the other, merging each separately would create a pair that nobody
/// chose. So both are a conflict, unless the two sides agree on the field that the other depends on.
package struct FieldDependency<Field: Hashable & Sendable>: Hashable, Sendable {
    /// The dependent field.
    package let field: Field
    /// The field that it depends on.
    package let other: Field
    /// Why both must be chosen together: a sentence to show a person.
    package let reason: String

    /// Declares a dependency.
    package init(_ field: Field, on other: Field, because reason: String) {
        (self.field, self.other, self.reason) = (field, other, reason)
    }
}
