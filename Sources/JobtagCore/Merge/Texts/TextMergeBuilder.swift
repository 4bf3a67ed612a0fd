/// Builds the merged text of a `ThreeWayMerge`.
struct TextMergeBuilder {
    private(set) var budget: StepBudget
    private(set) var merged: [UInt8] = []
    /// Whether both sides made the same change somewhere.
    private(set) var hasSharedChange = false

    /// Whether to take both sides' lines where they clash, instead of failing.
    private let keepsBoth: Bool

    init(budget: StepBudget, keepsBoth: Bool = false) { (self.budget, self.keepsBoth) = (budget, keepsBoth) }

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
                guard unit == .line else { return false }
                if merge(base: base.bytes(of: region.base), yours: yours, theirs: theirs, by: .value),
                    hasOnlyValues(of: yours, theirs, since: start)
                {
                    continue
                }
                guard keepsBoth, !budget.isExhausted else { return false }
                merged.removeSubrange(start...)
                appendBoth(theirs, yours)
            case (let bytes?, nil), (nil, let bytes?): merged += bytes
            case (nil, nil): break
            }
        }
        merged += base.bytes(of: position..<base.count)
        return true
    }

    /// Their lines, then those of yours that are not among them.
    private mutating func appendBoth(_ theirs: ArraySlice<UInt8>, _ yours: ArraySlice<UInt8>) {
        func lines(_ bytes: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
            let tokens = TextUnit.line.tokens(of: bytes)
            return (0..<tokens.count).map { tokens.bytes(of: $0..<$0 + 1) }
        }
        func content(_ line: ArraySlice<UInt8>) -> [UInt8] { Array(line.reversed().drop { $0 == 0x0A || $0 == 0x0D }.reversed()) }
        let known = Set(lines(theirs).map(content))
        let more = lines(yours).filter { !known.contains(content($0)) }
        merged += theirs
        guard !more.isEmpty else { return }
        if let last = theirs.last, last != 0x0A { merged.append(0x0A) }
        for line in more { merged += line }
        // What follows is on a line of its own.
        if theirs.last == 0x0A, more.last?.last != 0x0A { merged.append(0x0A) }
    }

    /// Whether each value in the merged text is also in one side's text.
    ///
    /// Usually true, since a value is one token. But if words between two values are deleted, the rest can be read as one value.
    private func hasOnlyValues(of yours: ArraySlice<UInt8>, _ theirs: ArraySlice<UInt8>, since start: Int) -> Bool {
        let known = [yours, theirs].map { Set(TextUnit.value.tokens(of: $0).values) }
        return TextUnit.value.tokens(of: merged[start...]).values.allSatisfy { known[0].contains($0) || known[1].contains($0) }
    }
}
