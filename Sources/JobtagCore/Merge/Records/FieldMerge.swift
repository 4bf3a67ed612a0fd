/// The merge of one field.
package struct FieldMerge<Field: Hashable & Sendable>: Hashable, Sendable {
    /// The field.
    package let field: Field
    /// The value that both sides started from.
    package let base: FieldValue
    /// The value you sent, as the record stores it; the base value if you sent none.
    package let yours: FieldValue
    /// The current value.
    package let theirs: FieldValue
    /// The value to save: nil if a person must choose, which differs from `FieldValue.null`, an empty field.
    package internal(set) var merged: FieldValue?
    /// The difference from theirs to yours, if both are texts and differ.
    package let diff: [TextDiff.Piece]?
    /// A sentence to show a person, if the reason is not obvious.
    package internal(set) var note: String?
    /// For a conflict of texts, one with the words of both sides, for the person to edit.
    package internal(set) var suggested: FieldValue?

    /// Whether a person must choose.
    package var isConflict: Bool { merged == nil }

    var isChangedByYou: Bool { yours != base }
    var isChangedByThem: Bool { theirs != base }
}
