/// Merges two versions of one text (diff3): by lines first, then by words inside lines that both changed.
///
/// Guarantees for any three texts:
///
/// - If one side changed nothing, the result is the other's text; if both made the same text, that text.
/// - Swapping the sides does not change the result.
/// - The merged text has everything that either side inserted, and nothing that either deleted; otherwise it is a conflict.
/// - A change that both made is applied once.
///
/// These are conflicts, since combining both could create a text that neither side would have written:
///
/// - changes of the same words, unless they are the same change;
/// - different text inserted at the same place, including two lines added at the end of the notes: a person must decide
///   which comes first;
/// - changes of words without an unchanged word between them. Spaces, punctuation and line endings do not separate changes.
///   An unchanged line does, even an empty one;
/// - a change made by both, if one of them also moved the changed text (`MergeAudit`).
///
/// By lines, this equals diff3 as described by S. Khanna, K. Kunal and B. C. Pierce ("A Formal Investigation of Diff3", 2007).
package enum ThreeWayMerge {
    /// Merges two changes of one text.
    ///
    /// The time is limited: texts so long and different that about a fifth of a second is not enough are a conflict with a note.
    ///
    /// - Parameters:
    ///   - base: The text that both started from.
    ///   - yours: One side's text.
    ///   - theirs: The other side's text.
    package static func text(base: String, yours: String, theirs: String) -> TextMerge {
        text(base: base, yours: yours, theirs: theirs, budget: .standard)
    }

    static func text(base: String, yours: String, theirs: String, budget: StepBudget) -> TextMerge {
        if base.isIdentical(to: yours) || yours.isIdentical(to: theirs) { return .merged(theirs) }
        if base.isIdentical(to: theirs) { return .merged(yours) }
        guard base.utf8.count + yours.utf8.count + theirs.utf8.count <= budget.maximumBytes else { return .conflict(note: tooLong) }
        var builder = TextMergeBuilder(budget: budget)
        let isMerged = builder.merge(
            base: Array(base.utf8)[...], yours: Array(yours.utf8)[...], theirs: Array(theirs.utf8)[...], by: .line)
        if builder.budget.isExhausted { return .conflict(note: tooLong) }
        guard isMerged,
            !builder.hasSharedChange || MergeAudit.addsUp(base: base, yours: yours, theirs: theirs, merged: builder.merged)
        else { return .conflict(note: nil) }
        return .merged(String(decoding: builder.merged, as: UTF8.self))
    }

    /// One text with the words of both sides, for a person to edit: as the merge, but where the sides clash, theirs comes before yours.
    ///
    /// - Returns: nil for texts that are too long and too different.
    package static func suggestion(base: String, yours: String, theirs: String) -> String? {
        let budget = StepBudget.standard
        guard base.utf8.count + yours.utf8.count + theirs.utf8.count <= budget.maximumBytes else { return nil }
        var builder = TextMergeBuilder(budget: budget, keepsBoth: true)
        let isComplete = builder.merge(
            base: Array(base.utf8)[...], yours: Array(yours.utf8)[...], theirs: Array(theirs.utf8)[...], by: .line)
        return isComplete && !builder.budget.isExhausted ? String(decoding: builder.merged, as: UTF8.self) : nil
    }

    private static let tooLong = "These texts are too long and too different to merge word by word."
}
