/// The changes from one sequence of numbers to another.
enum SequenceDiff {
    /// The ranges that differ, in order, with at least one equal element between each two.
    ///
    /// The difference is minimal, unless the sequences are so different that the search gives up early
    /// (`MiddleSearch.patience`) or the budget runs out. It is correct in any case.
    ///
    /// - Parameters:
    ///   - old: Numbers from 0, dense enough to index an array with.
    ///   - new: The same.
    ///   - budget: The available work; reduced by the work done.
    static func hunks(from old: [Int], to new: [Int], budget: inout StepBudget) -> [Hunk] {
        var start = 0
        while start < old.count, start < new.count, old[start] == new[start] { start += 1 }
        var oldEnd = old.count
        var newEnd = new.count
        while oldEnd > start, newEnd > start, old[oldEnd - 1] == new[newEnd - 1] {
            oldEnd -= 1
            newEnd -= 1
        }
        var changes = ChangeMarks(oldCount: old.count, newCount: new.count)
        // An element that the other side lacks has changed in any case. For most edits of
        // long texts this leaves nothing to search for.
        let ids = (max(old.max() ?? 0, new.max() ?? 0)) + 1
        let oldKept = indices(of: old, in: start..<oldEnd, thatOccurIn: new[start..<newEnd], ids: ids) { changes.old[$0] = true }
        let newKept = indices(of: new, in: start..<newEnd, thatOccurIn: old[start..<oldEnd], ids: ids) { changes.new[$0] = true }
        var search = MiddleSearch(old: oldKept.map { old[$0] }, new: newKept.map { new[$0] })
        search.run(
            budget: &budget,
            old: { range in for index in range { changes.old[oldKept[index]] = true } },
            new: { range in for index in range { changes.new[newKept[index]] = true } })
        return settled(changes.hunks, old: old, new: new)
    }

    private static func indices(
        of sequence: [Int], in range: Range<Int>, thatOccurIn other: ArraySlice<Int>, ids: Int, otherwise: (Int) -> Void
    ) -> [Int] {
        var occurs = [Bool](repeating: false, count: ids)
        for id in other { occurs[id] = true }
        var kept: [Int] = []
        kept.reserveCapacity(range.count)
        for index in range {
            if occurs[sequence[index]] { kept.append(index) } else { otherwise(index) }
        }
        return kept
    }

    /// Moves pure insertions and removals as far down as possible.
    ///
    /// If elements repeat, the same change can be placed in several positions. Always using the same one makes
    /// two people's equal changes comparable.
    private static func settled(_ hunks: [Hunk], old: [Int], new: [Int]) -> [Hunk] {
        var result: [Hunk] = []
        for hunk in hunks.reversed() {
            var hunk = hunk
            while true {
                if let next = result.last, hunk.old.upperBound == next.old.lowerBound {
                    result.removeLast()
                    hunk.old = hunk.old.lowerBound..<next.old.upperBound
                    hunk.new = hunk.new.lowerBound..<next.new.upperBound
                } else if canMoveDown(hunk, old: old, new: new) {
                    hunk.old = hunk.old.lowerBound + 1..<hunk.old.upperBound + 1
                    hunk.new = hunk.new.lowerBound + 1..<hunk.new.upperBound + 1
                } else {
                    break
                }
            }
            result.append(hunk)
        }
        return result.reversed()
    }

    private static func canMoveDown(_ hunk: Hunk, old: [Int], new: [Int]) -> Bool {
        guard hunk.old.upperBound < old.count, hunk.new.upperBound < new.count else { return false }
        if hunk.old.isEmpty { return new[hunk.new.lowerBound] == new[hunk.new.upperBound] }
        if hunk.new.isEmpty { return old[hunk.old.lowerBound] == old[hunk.old.upperBound] }
        return false
    }
}
