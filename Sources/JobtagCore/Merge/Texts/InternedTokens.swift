/// Numbered tokens, comparable with others numbered by the same `TokenNumbers`.
struct InternedTokens {
    private let numbers: [Int]
    /// The positions of the tokens that are used for matching.
    private let anchors: [Int]

    init(_ tokens: TextTokens, _ numbers: inout TokenInterner) {
        self.numbers = numbers.numbers(of: tokens)
        anchors = tokens.indices.filter { tokens.isAnchor[$0] }
    }

    /// The ranges that differ, in order, with at least one equal token between each two.
    ///
    /// Between two unchanged anchors, everything that differs is one range: "small blue tin" for "big red box", not single
    /// words with the spaces kept.
    func hunks(to other: InternedTokens, budget: inout StepBudget) -> [Hunk] {
        let changes = SequenceDiff.hunks(
            from: anchors.map { numbers[$0] }, to: other.anchors.map { other.numbers[$0] }, budget: &budget)
        var hunks: [Hunk] = []
        var end = (old: 0, new: 0)
        func close(old: Int, new: Int) {
            if let hunk = difference(of: end.old..<old, from: other, end.new..<new) { hunks.append(hunk) }
            end = (old + 1, new + 1)
        }
        var next = (old: 0, new: 0)
        for change in changes + [Hunk(old: anchors.count..<anchors.count, new: other.anchors.count..<other.anchors.count)] {
            while next.old < change.old.lowerBound {
                close(old: anchors[next.old], new: other.anchors[next.new])
                next = (next.old + 1, next.new + 1)
            }
            next = (change.old.upperBound, change.new.upperBound)
        }
        close(old: numbers.count, new: other.numbers.count)
        return hunks
    }

    /// The difference of two ranges, without their common start and end.
    private func difference(of old: Range<Int>, from other: InternedTokens, _ new: Range<Int>) -> Hunk? {
        var (start, newStart) = (old.lowerBound, new.lowerBound)
        var (end, newEnd) = (old.upperBound, new.upperBound)
        while start < end, newStart < newEnd, numbers[start] == other.numbers[newStart] {
            start += 1
            newStart += 1
        }
        while start < end, newStart < newEnd, numbers[end - 1] == other.numbers[newEnd - 1] {
            end -= 1
            newEnd -= 1
        }
        return start == end && newStart == newEnd ? nil : Hunk(old: start..<end, new: newStart..<newEnd)
    }
}
