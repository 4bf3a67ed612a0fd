import Testing

@testable import JobtagCore

@Suite("The difference of two sequences")
struct SequenceDiffTests {
    /// The length of a longest common subsequence, by the plain table.
    private func longestCommon(_ a: [Int], _ b: [Int]) -> Int {
        var row = [Int](repeating: 0, count: b.count + 1)
        for x in a {
            var diagonal = 0
            for (j, y) in b.enumerated() {
                let above = row[j + 1]
                row[j + 1] = x == y ? diagonal + 1 : max(above, row[j])
                diagonal = above
            }
        }
        return row[b.count]
    }

    private func rebuilt(_ hunks: [Hunk], _ old: [Int], _ new: [Int]) -> [Int] {
        var result: [Int] = []
        var position = 0
        for hunk in hunks {
            result += old[position..<hunk.old.lowerBound] + new[hunk.new]
            position = hunk.old.upperBound
        }
        return result + old[position...]
    }

    private func random(_ count: ClosedRange<Int>, of alphabet: Int, _ random: inout RepeatableRandom) -> [Int] {
        (0..<Int.random(in: count, using: &random)).map { _ in Int.random(in: 0..<alphabet, using: &random) }
    }

    @Test("is minimal", arguments: 1...8 as ClosedRange<UInt64>)
    func minimal(seed: UInt64) {
        var generator = RepeatableRandom(state: seed)
        for _ in 0..<200 {
            let alphabet = Int.random(in: 1...6, using: &generator)
            let (old, new) = (random(0...25, of: alphabet, &generator), random(0...25, of: alphabet, &generator))
            var budget = StepBudget.standard
            let hunks = SequenceDiff.hunks(from: old, to: new, budget: &budget)
            #expect(rebuilt(hunks, old, new) == new)
            #expect(hunks.map(\.old.count).reduce(0, +) == old.count - longestCommon(old, new), "\(old) → \(new)")
            for (hunk, next) in zip(hunks, hunks.dropFirst()) { #expect(hunk.old.upperBound < next.old.lowerBound) }
        }
    }

    @Test("is correct, if not minimal, with little effort", arguments: [1, 2, 5])
    func impatient(patience: Int) {
        var generator = RepeatableRandom(state: UInt64(patience))
        for _ in 0..<300 {
            let (old, new) = (random(0...40, of: 4, &generator), random(0...40, of: 4, &generator))
            var marks = ChangeMarks(oldCount: old.count, newCount: new.count)
            var search = MiddleSearch(old: old, new: new, patience: patience)
            var budget = StepBudget.standard
            search.run(
                budget: &budget, old: { for index in $0 { marks.old[index] = true } },
                new: { for index in $0 { marks.new[index] = true } })
            #expect(zip(old, marks.old).filter { !$0.1 }.map(\.0) == zip(new, marks.new).filter { !$0.1 }.map(\.0))
            #expect(rebuilt(marks.hunks, old, new) == new)
        }
    }

    @Test("places a change among repeats as late as possible", arguments: 1...8 as ClosedRange<UInt64>)
    func settled(seed: UInt64) {
        var generator = RepeatableRandom(state: seed)
        for _ in 0..<200 {
            let (old, new) = (random(0...25, of: 3, &generator), random(0...25, of: 3, &generator))
            var budget = StepBudget.standard
            for hunk in SequenceDiff.hunks(from: old, to: new, budget: &budget) {
                if hunk.old.isEmpty, hunk.new.upperBound < new.count {
                    #expect(new[hunk.new.lowerBound] != new[hunk.new.upperBound], "\(old) → \(new)")
                }
                if hunk.new.isEmpty, hunk.old.upperBound < old.count {
                    #expect(old[hunk.old.lowerBound] != old[hunk.old.upperBound], "\(old) → \(new)")
                }
            }
        }
    }
}
