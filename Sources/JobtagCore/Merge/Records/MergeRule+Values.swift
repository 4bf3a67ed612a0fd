extension MergeRule {
    /// Merges values that both sides changed differently.
    ///
    /// - Returns: nil if a person must choose, and the reason if it is not obvious.
    func merge(base: FieldValue, yours: FieldValue, theirs: FieldValue) -> (FieldValue?, note: String?) {
        switch (self, base, yours, theirs) {
        case (.prose, .text(let base), .text(let yours), .text(let theirs)):
            switch ThreeWayMerge.text(base: base, yours: yours, theirs: theirs) {
            case .merged(let text): (.text(text), nil)
            case .conflict(let note): (nil, note)
            }
        case (.members, .list(let base), .list(let yours), .list(let theirs)):
            (
                .list(
                    theirs.filter { yours.contains($0) || !base.contains($0) }
                        + yours.filter { !base.contains($0) && !theirs.contains($0) }), nil
            )
        default: (nil, nil)
        }
    }

    /// A text with the words of both sides, to edit.
    func suggestion(base: FieldValue, yours: FieldValue, theirs: FieldValue) -> FieldValue? {
        switch (self, base.text ?? "", yours, theirs) {
        case (.prose, let base, .text(let yours), .text(let theirs)):
            ThreeWayMerge.suggestion(base: base, yours: yours, theirs: theirs).map(FieldValue.text)
        case (.line, _, .text(let yours), .text(let theirs)): .text("\(theirs) / \(yours)")
        default: nil
        }
    }

    /// The difference to show between two values, if this kind of field has one.
    func difference(from theirs: FieldValue, to yours: FieldValue) -> [TextDiff.Piece]? {
        guard self == .line || self == .prose, theirs != yours, let theirs = theirs.text, let yours = yours.text else { return nil }
        return TextDiff(from: theirs, to: yours).pieces
    }
}
