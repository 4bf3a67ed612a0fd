import Testing

@testable import JobtagCore

@Suite("The three-way merge of any texts")
struct ThreeWayMergePropertyTests {
    private func merge(_ base: [String], _ yours: [String], _ theirs: [String]) -> TextMerge {
        ThreeWayMerge.text(base: base.joined(), yours: yours.joined(), theirs: theirs.joined())
    }

    @Test("is the other side's text if one side changed nothing", arguments: 1...4 as ClosedRange<UInt64>)
    func identity(seed: UInt64) {
        var random = RepeatableRandom(state: seed)
        for _ in 0..<100 {
            let base = RandomText.text(of: .random(in: 0...30, using: &random), using: &random)
            let other = RandomText.edited(base, edits: 6, using: &random)
            #expect(merge(base, base, other) == .merged(other.joined()))
            #expect(merge(base, other, base) == .merged(other.joined()))
            #expect(merge(base, other, other) == .merged(other.joined()))
        }
    }

    @Test("is the same with the sides swapped", arguments: 1...8 as ClosedRange<UInt64>)
    func symmetry(seed: UInt64) {
        var random = RepeatableRandom(state: seed)
        for _ in 0..<100 {
            let base = RandomText.text(of: .random(in: 0...30, using: &random), using: &random)
            let yours = RandomText.edited(base, edits: .random(in: 1...3, using: &random), using: &random)
            let theirs = RandomText.edited(base, edits: .random(in: 1...3, using: &random), using: &random)
            #expect(merge(base, yours, theirs) == merge(base, theirs, yours))
            for steps in [0, 30, 100] {
                let texts = (base.joined(), yours.joined(), theirs.joined())
                #expect(
                    ThreeWayMerge.text(base: texts.0, yours: texts.1, theirs: texts.2, budget: StepBudget(steps: steps))
                        == ThreeWayMerge.text(base: texts.0, yours: texts.2, theirs: texts.1, budget: StepBudget(steps: steps)))
            }
        }
    }

    @Test("has everything a side inserted and nothing a side deleted, or is a conflict", arguments: 1...8 as ClosedRange<UInt64>)
    func nothingVanishes(seed: UInt64) {
        var random = RepeatableRandom(state: seed)
        var merges = 0
        for _ in 0..<150 {
            let base = RandomText.text(of: .random(in: 5...40, using: &random), using: &random)
            let yours = RandomText.edited(base, edits: 2, using: &random)
            let theirs = RandomText.edited(base, edits: 2, using: &random)
            guard case .merged(let merged) = merge(base, yours, theirs) else { continue }
            merges += 1
            let counts = [base.joined(), yours.joined(), theirs.joined(), merged].map(Self.words)
            for word in Set(counts.flatMap(\.keys)) {
                let count = counts.map { $0[word, default: 0] }
                let changes = [count[1] - count[0], count[2] - count[0]]
                let (more, less) = (changes.map { max(0, $0) }, changes.map { max(0, -$0) })
                let range = count[0] + more.max()! - less[0] - less[1]...count[0] + more[0] + more[1] - less.max()!
                #expect(range.contains(count[3]), "\(word) of \(base) with \(yours) and \(theirs)")
            }
        }
        #expect(merges > 20, "A test that only ever sees conflicts proves nothing.")
    }

    /// How often each word and sign of a text is in it, told by bytes.
    private static func words(of text: String) -> [ArraySlice<UInt8>: Int] {
        let tokens = TextTokens(wordsOf: text)
        return Dictionary(
            tokens.indices.filter { !tokens.isSpace($0) }.map { (tokens.bytes(of: $0..<$0 + 1), 1) }, uniquingKeysWith: +)
    }

    /// With words that occur only once it is known what became of each of them.
    @Test("has each kept word once, each new word once, and no others", arguments: 1...8 as ClosedRange<UInt64>)
    func everyWordIsAccountedFor(seed: UInt64) {
        var random = RepeatableRandom(state: seed)
        var merges = 0
        for _ in 0..<150 {
            var serial = 0
            func fresh(_ random: inout RepeatableRandom) -> String {
                serial += 1
                return "\(RandomText.words.randomElement(using: &random)!)w\(serial)w"
                    + [" ", " ", "\n", "\r\n", "\n\n"].randomElement(using: &random)!
            }
            let base = (0..<Int.random(in: 5...30, using: &random)).map { _ in fresh(&random) }
            let yours = RandomText.edited(base, edits: .random(in: 1...3, using: &random), using: &random, fresh: fresh)
            let theirs = RandomText.edited(base, edits: .random(in: 1...3, using: &random), using: &random, fresh: fresh)
            guard case .merged(let merged) = merge(base, yours, theirs) else { continue }
            merges += 1
            let (inBase, inYours, inTheirs) = (
                Self.serials(base.joined()), Self.serials(yours.joined()), Self.serials(theirs.joined())
            )
            let expected = inYours.subtracting(inBase).union(inTheirs.subtracting(inBase))
                .union(inBase.intersection(inYours).intersection(inTheirs))
            let found = merged.matches(of: /w([0-9]+)w/).compactMap { Int($0.1) }
            #expect(found.sorted() == expected.sorted(), "\(base) with \(yours) and \(theirs)")
            // And in the order that each side has them.
            #expect(found.filter(inYours.contains) == Self.sequence(yours.joined()).filter(found.contains))
            #expect(found.filter(inTheirs.contains) == Self.sequence(theirs.joined()).filter(found.contains))
        }
        #expect(merges > 20, "A test that only ever sees conflicts proves nothing.")
    }

    /// Numbers with signs, spaces, units and months between them, as people write them: what a merge makes of them is what one of the two wrote.
    @Test("never creates a number that neither side has", arguments: 1...8 as ClosedRange<UInt64>)
    func noNumberIsMadeUp(seed: UInt64) {
        var random = RepeatableRandom(state: seed)
        let atoms = [
            "23", "2026", "1", "555", "0123", "1,250.00", "½", "x", "mm", "Nov", "ноября", "metres", "to", "weld", "the", "frame",
            "panels", "and",
            "hinges", "gates",
        ]
        let gaps = [" ", " ", " ", " - ", ", ", ".", "/", "\n"]
        func fresh(_ random: inout RepeatableRandom) -> String {
            atoms.randomElement(using: &random)! + gaps.randomElement(using: &random)!
        }
        var merges = 0
        for _ in 0..<300 {
            let base = (0..<Int.random(in: 8...20, using: &random)).map { _ in fresh(&random) }
            let yours = RandomText.edited(base, edits: .random(in: 1...2, using: &random), using: &random, fresh: fresh)
            let theirs = RandomText.edited(base, edits: .random(in: 1...2, using: &random), using: &random, fresh: fresh)
            guard case .merged(let merged) = merge(base, yours, theirs), merged != yours.joined(), merged != theirs.joined() else {
                continue
            }
            merges += 1
            let sides = Set(Self.stretches(of: yours.joined()) + Self.stretches(of: theirs.joined()))
            for stretch in Self.stretches(of: merged) {
                #expect(sides.contains(stretch), "\(stretch) of \(base) with \(yours) and \(theirs)")
            }
        }
        #expect(merges > 20, "A test that only ever sees conflicts proves nothing.")
    }

    /// What stands between a number and the next on its line, both included, with nothing but spaces and signs or one word between: found
    /// without any of the rules that merges go by.
    private static func stretches(of text: String) -> [Substring] {
        text.matches(of: /[0-9½]+(?:[ .,:\/+x×–-]+[0-9½]+|[ ]+[^\s0-9½,:]+[ ]+[0-9½]+)*/).map(\.0)
    }

    private static func sequence(_ text: String) -> [Int] { text.matches(of: /w([0-9]+)w/).compactMap { Int($0.1) } }
    private static func serials(_ text: String) -> Set<Int> { Set(sequence(text)) }
}
