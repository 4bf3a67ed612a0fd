/// Builds the merged text of a `ThreeWayMerge`.
struct TextMergeBuilder {
    private(set) var budget: StepBudget
    private(set) var merged: [UInt8] = []
    /// Whether both sides made the same change somewhere.
    private(set) var hasSharedChange = false

    init(budget: StepBudget) { self.budget = budget }

    /// - Returns: Whether it succeeded: false if the changes conflict, or the budget ran out.
    mutating func merge(
        base: ArraySlice<UInt8>, yours: ArraySlice<UInt8>, theirs: ArraySlice<UInt8>, by unit: TextUnit
    ) -> Bool {
        let (base, yours, theirs) = (unit.tokens(of: base), unit.tokens(of: yours), unit.tokens(of: theirs))
        var numbers = TokenInterner()
        let numbered = InternedTokens(base, &numbers)
        let yourHunks = numbered.hunks(to: InternedTokens(yours, &numbers), budget: &budget)
        let theirHunks = numbered.hunks(to: InternedTokens(theirs, &numbers), budget: &budget)
        if budget.isExhausted { return false }

        var position = 0
        for region in MergeRegion.regions(yourHunks, theirHunks, isApart: { unit.isApart($0, in: base) }) {
            merged += base.bytes(of: position..<region.base.lowerBound)
            position = region.base.upperBound
            switch (region.yours.map(yours.bytes), region.theirs.map(theirs.bytes)) {
            case (let yours?, let theirs?) where yours == theirs:
                hasSharedChange = true
                merged += yours
            case (let yours?, let theirs?):
                let start = merged.count
                guard unit == .line, merge(base: base.bytes(of: region.base), yours: yours, theirs: theirs, by: .value),
                    hasOnlyValues(of: yours, theirs, since: start)
                else { return false }
            case (let bytes?, nil), (nil, let bytes?): merged += bytes
            case (nil, nil): break
            }
        }
        merged += base.bytes(of: position..<base.count)
        return true
    }

    /// Whether each value in the merged text is also in one side's text.
    ///
    /// Usually true, since a value is one token. But if words between two values are deleted, the rest can be read as one value.
    private func hasOnlyValues(of yours: ArraySlice<UInt8>, _ theirs: ArraySlice<UInt8>, since start: Int) -> Bool {
        let known = [yours, theirs].map { Set(TextUnit.value.tokens(of: $0).values) }
        return TextUnit.value.tokens(of: merged[start...]).values.allSatisfy { known[0].contains($0) || known[1].contains($0) }
    }
}
