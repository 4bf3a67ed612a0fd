/// A record whose edits can be merged field by field.
package protocol MergeableRecord: EditableRecord {
    /// What becomes of a field that two people changed differently.
    static func mergeRule(for field: Field) -> MergeRule

    /// The fields that mean something only beside another one.
    static var fieldDependencies: [FieldDependency<Field>] { get }
}

extension MergeableRecord {
    /// None.
    package static var fieldDependencies: [FieldDependency<Field>] { [] }
}
