/// Myers's search for a shortest edit script in linear space: find a point in the middle of a shortest path, then do the same on
/// both sides of it.
///
/// E. W. Myers, "An O(ND) Difference Algorithm and Its Variations", Algorithmica 1 (1986), section 4b.
///
/// Two limits bound the time. A search that has not met in the middle after `patience` edits splits at the furthest
/// point, so the work is at most about 4 × patience × (N + M) steps: linear in the length, though the difference
/// may be longer than necessary. And `StepBudget` is a hard limit.
struct MiddleSearch {
    private struct Box {
        var old: Range<Int>
        var new: Range<Int>
    }

    let old: [Int]
    let new: [Int]
    private let patience: Int
    private var forward: DiagonalFrontier
    private var backward: DiagonalFrontier

    /// - Parameter patience: Edits from either end before the search takes the best point so far.
    init(old: [Int], new: [Int], patience: Int = 256) {
        (self.old, self.new, self.patience) = (old, new, patience)
        let reach = min(patience, old.count + new.count) + 2
        forward = DiagonalFrontier(reach: reach)
        backward = DiagonalFrontier(reach: reach)
    }

    /// Reports every changed range of either sequence.
    mutating func run(budget: inout StepBudget, old oldChanged: (Range<Int>) -> Void, new newChanged: (Range<Int>) -> Void) {
        var boxes = [Box(old: old.indices, new: new.indices)]
        while let whole = boxes.popLast() {
            let box = trimmed(whole)
            if !box.old.isEmpty, !box.new.isEmpty, !budget.isExhausted, let middle = middle(of: box, budget: &budget) {
                boxes.append(Box(old: middle.old..<box.old.upperBound, new: middle.new..<box.new.upperBound))
                boxes.append(Box(old: box.old.lowerBound..<middle.old, new: box.new.lowerBound..<middle.new))
            } else {
                oldChanged(box.old)
                newChanged(box.new)
            }
        }
    }

    private func trimmed(_ box: Box) -> Box {
        var (lowOld, highOld, lowNew, highNew) = (
            box.old.lowerBound, box.old.upperBound, box.new.lowerBound, box.new.upperBound
        )
        while lowOld < highOld, lowNew < highNew, old[lowOld] == new[lowNew] {
            lowOld += 1
            lowNew += 1
        }
        while lowOld < highOld, lowNew < highNew, old[highOld - 1] == new[highNew - 1] {
            highOld -= 1
            highNew -= 1
        }
        return Box(old: lowOld..<highOld, new: lowNew..<highNew)
    }

    /// A point to split the box at; nil if the budget ran out first.
    ///
    /// Never a corner of the box: it was trimmed, so neither search can reach the far corner, or stay in its own, without an edit.
    private mutating func middle(of box: Box, budget: inout StepBudget) -> (old: Int, new: Int)? {
        let (width, height) = (box.old.count, box.new.count)
        let start = DiagonalFrontier.Corner(old: box.old.lowerBound, new: box.new.lowerBound, step: 1, width: width, height: height)
        let end = DiagonalFrontier.Corner(
            old: box.old.upperBound - 1, new: box.new.upperBound - 1, step: -1, width: width, height: height)
        // The number of edits of a shortest path has the parity of the difference in length, which tells which search closes it.
        let isOdd = (width - height) % 2 != 0
        for edits in 0...patience {
            var steps = 0
            defer { budget.spend(steps) }
            if let met = forward.advance(
                edits: edits, from: start, in: old, new, meeting: isOdd && edits > 0 ? backward : nil, steps: &steps)
            {
                return (box.old.lowerBound + met.x, box.new.lowerBound + met.y)
            }
            if let met = backward.advance(edits: edits, from: end, in: old, new, meeting: isOdd ? nil : forward, steps: &steps) {
                return (box.old.upperBound - met.x, box.new.upperBound - met.y)
            }
            if budget.steps < steps { return nil }
        }
        let (ahead, behind) = (forward.best, backward.best)
        return ahead.x + ahead.y >= behind.x + behind.y
            ? (box.old.lowerBound + ahead.x, box.new.lowerBound + ahead.y)
            : (box.old.upperBound - behind.x, box.new.upperBound - behind.y)
    }
}
