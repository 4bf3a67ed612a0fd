/// A record whose edits can be merged field by field.
package protocol MergeableRecord: EditableRecord {
    /// How a field merges that two people changed differently.
    static func mergeRule(for field: Field) -> MergeRule

    /// The fields that are meaningful only together with another field.
    static var fieldDependencies: [FieldDependency<Field>] { get }
}

extension MergeableRecord {
    /// None.
    package static var fieldDependencies: [FieldDependency<Field>] { [] }
}
