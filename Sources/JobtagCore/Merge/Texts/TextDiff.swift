/// The changes from one text to another, for display: by lines, and inside changed lines by words.
///
/// ```swift
/// TextDiff(from: "Weld the frame.", to: "Grind the frame.").pieces
/// // [delete "Weld", insert "Grind", equal " the frame."]
/// ```
///
/// - The equal and deleted pieces, joined, are the first text; the equal and inserted ones the second, byte for byte, so
///   that texts that only look the same are distinguished.
/// - No piece starts or ends inside a grapheme cluster of its text.
/// - Adjacent pieces differ in `op`, none is empty, and a deletion comes before its insertion.
///
/// The time is limited: what has not been searched after about a fifth of a second counts as deleted and inserted.
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
