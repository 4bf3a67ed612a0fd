/// What changed from one text to another, ready to show: by lines, and inside lines that changed by words.
///
/// ```swift
/// TextDiff(from: "Weld the frame.", to: "Grind the frame.").pieces
/// // [delete "Weld", insert "Grind", equal " the frame."]
/// ```
///
/// - The pieces that are equal or deleted, joined, are the first text; those equal or inserted, the second: byte for byte, so
///   that even texts that look the same and are not can be told apart.
/// - No piece begins or ends inside a grapheme cluster of the text it is from.
/// - Neighbouring pieces differ in `op`, none is empty, and what is deleted comes before what is inserted for it.
///
/// The time is bounded: what is still unsearched after about a fifth of a second counts as deleted and inserted.
package struct TextDiff: Equatable, Sendable {
    /// In the order of the texts.
    package let pieces: [Piece]

    /// Compares two texts.
    package init(from old: String, to new: String) {
        var budget = StepBudget.standard
        self.init(from: old, to: new, budget: &budget)
    }

    init(from old: String, to new: String, budget: inout StepBudget) {
        guard old.utf8.count + new.utf8.count <= budget.maximumBytes else {
            pieces = [Piece(.delete, old), Piece(.insert, new)].filter { !$0.text.isEmpty }
            return
        }
        var builder = TextDiffBuilder()
        builder.compare(Array(old.utf8)[...], Array(new.utf8)[...], by: .line, budget: &budget)
        pieces = builder.finished
    }
}
