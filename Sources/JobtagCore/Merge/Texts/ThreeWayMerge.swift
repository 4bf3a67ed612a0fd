/// Brings together what two people made of one text (diff3): by lines first, then by words inside lines that both changed.
///
/// What holds for every three texts:
///
/// - Where one side changed nothing, the other's text is the result; where both made the same text, that.
/// - Exchanging the sides does not change the result.
/// - Whatever either side put in is in the merged text, and whatever either took out is not, or else there is a conflict.
/// - A change that both made is made once.
///
/// What is a conflict, since taking both might make a text that neither would have written:
///
/// - changes of the same words, unless they are the same change;
/// - different text put in at the same place, two lines added at the end of the notes included: which comes first is for a
///   person to say;
/// - changes of words with no unchanged word between them. Spaces, punctuation and the ends of lines do not keep changes apart.
///   An unchanged line does, even an empty one;
/// - a change made by both, where one of them also moved what it changed (`MergeAudit`).
///
/// Diff3 as S. Khanna, K. Kunal and B. C. Pierce describe it ("A Formal Investigation of Diff3", 2007) is the same by lines.
package enum ThreeWayMerge {
    /// Merges two changes of one text.
    ///
    /// The time is bounded: texts so long and so different that about a fifth of a second is not enough are a conflict with a note.
    ///
    /// - Parameters:
    ///   - base: The text that both began from.
    ///   - yours: What one made of it.
    ///   - theirs: What the other made of it.
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

    private static let tooLong = "These texts are too long and too different to be merged word by word."
}
