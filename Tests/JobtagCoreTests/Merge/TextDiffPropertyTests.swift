import Testing

@testable import JobtagCore

@Suite("The difference of any two texts")
struct TextDiffPropertyTests {
    /// What must hold of every difference, whatever it shows as changed.
    private func check(_ pieces: [TextDiff.Piece], from old: String, to new: String) {
        let first = pieces.filter { $0.op != .insert }
        let second = pieces.filter { $0.op != .delete }
        #expect(Array(first.map(\.text).joined().utf8) == Array(old.utf8))
        #expect(Array(second.map(\.text).joined().utf8) == Array(new.utf8))
        #expect(pieces.allSatisfy { !$0.text.utf8.isEmpty })
        for (piece, next) in zip(pieces, pieces.dropFirst()) {
            #expect(piece.op != next.op)
            #expect(!(piece.op == .insert && next.op == .delete), "What is deleted comes first.")
        }
        #expect(Self.ends(of: first).isSubset(of: Self.characterEnds(of: old)), "A character of the first text was cut.")
        #expect(Self.ends(of: second).isSubset(of: Self.characterEnds(of: new)), "A character of the second text was cut.")
    }

    private static func ends(of pieces: [TextDiff.Piece]) -> Set<Int> {
        var end = 0
        return Set(
            pieces.map { piece in
                end += piece.text.utf8.count
                return end
            })
    }

    private static func characterEnds(of text: String) -> Set<Int> {
        var end = 0
        return Set(
            text.map { character in
                end += character.utf8.count
                return end
            })
    }

    @Test("reconstructs both exactly and splits no character", arguments: 1...8 as ClosedRange<UInt64>)
    func related(seed: UInt64) {
        var random = RepeatableRandom(state: seed)
        for _ in 0..<60 {
            let old = RandomText.text(of: .random(in: 0...40, using: &random), using: &random)
            let new = RandomText.edited(old, edits: .random(in: 0...12, using: &random), using: &random)
            check(TextDiff(from: old.joined(), to: new.joined()).pieces, from: old.joined(), to: new.joined())
        }
    }

    @Test("reconstructs both even if they have nothing in common", arguments: 1...8 as ClosedRange<UInt64>)
    func unrelated(seed: UInt64) {
        var random = RepeatableRandom(state: seed)
        for _ in 0..<60 {
            let old = RandomText.text(of: .random(in: 0...20, using: &random), using: &random).joined()
            let new = RandomText.text(of: .random(in: 0...20, using: &random), using: &random).joined()
            check(TextDiff(from: old, to: new).pieces, from: old, to: new)
        }
    }

    @Test("reconstructs both if the budget runs out at any point", arguments: 1...4 as ClosedRange<UInt64>)
    func exhausted(seed: UInt64) {
        var random = RepeatableRandom(state: seed)
        let old = RandomText.text(of: 60, using: &random)
        let new = RandomText.edited(old, edits: 30, using: &random)
        for steps in stride(from: -1, through: 1_500, by: 20) {
            var budget = StepBudget(steps: steps)
            let diff = TextDiff(from: old.joined(), to: new.joined(), budget: &budget)
            check(diff.pieces, from: old.joined(), to: new.joined())
        }
    }

    @Test("stays within the time limit for difficult texts")
    func bounded() {
        var random = RepeatableRandom(state: 1)
        let alphabet = ["a ", "b ", "c "]
        func noise() -> String { (0..<6_000).map { _ in alphabet.randomElement(using: &random)! }.joined() }
        let (old, new) = (noise(), noise())
        var budget = StepBudget(steps: 200_000)
        let diff = TextDiff(from: old, to: new, budget: &budget)
        #expect(budget.isExhausted)
        // The step that notices is at most one round of both searches.
        #expect(budget.steps > -20_000)
        check(diff.pieces, from: old, to: new)
    }
}
