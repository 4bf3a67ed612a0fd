/// What became of one field in a merge.
package struct FieldMerge<Field: Hashable & Sendable>: Hashable, Sendable {
    /// The field.
    package let field: Field
    /// What both sides began from.
    package let base: FieldValue
    /// What you sent, in the form the record keeps it; the base's value where you sent none.
    package let yours: FieldValue
    /// What it is now.
    package let theirs: FieldValue
    /// What to save: nil where a person must choose, which is not the same as `FieldValue.null`, the value of an empty field.
    package internal(set) var merged: FieldValue?
    /// From theirs to yours, where both are texts that people read and differ.
    package let diff: [TextDiff.Piece]?
    /// A sentence fit to show a person, where there is more to say.
    package internal(set) var note: String?

    /// Whether a person must choose.
    package var isConflict: Bool { merged == nil }

    var isChangedByYou: Bool { yours != base }
    var isChangedByThem: Bool { theirs != base }
}
