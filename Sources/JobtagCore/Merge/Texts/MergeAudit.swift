/// A check of changes that both sides seem to have made alike.
///
/// A change that both made is applied once. But if one side deleted a line, and the other moved it,
/// applying the deletion once would silently keep the line against the first side's intention; and an insertion of one side could
/// be lost in the other's move to the same place. Counting detects this: the shared deletions of a word cannot exceed
/// what each side has less of it, and the shared insertions not what each has more. If a common word comes and goes
/// in other places too, this sometimes asks a person unnecessarily, but it is never silent when it should ask.
enum MergeAudit {
    /// Whether each word and sign of the merged text occurs as often as both sides' changes imply.
    static func addsUp(base: String, yours: String, theirs: String, merged: [UInt8]) -> Bool {
        var numbers = TokenInterner()
        var counts: [[Int]] = []
        for tokens in [base, yours, theirs].map(TextTokens.init(valuesOf:)) + [TextUnit.value.tokens(of: merged[...])] {
            counts.append(tally(tokens, &numbers))
        }
        for word in 0..<numbers.count {
            let count = counts.map { word < $0.count ? $0[word] : 0 }
            let (byYou, byThem) = (count[1] - count[0], count[2] - count[0])
            let shared = count[0] + byYou + byThem - count[3]
            if shared > max(0, min(byYou, byThem)) || shared < min(0, max(byYou, byThem)) { return false }
        }
        return true
    }

    /// How often each token occurs, by its number. White space does not count: it comes and goes with the words.
    private static func tally(_ tokens: TextTokens, _ numbers: inout TokenInterner) -> [Int] {
        let words = numbers.numbers(of: tokens)
        var counts = [Int](repeating: 0, count: numbers.count)
        for (index, word) in words.enumerated() where tokens.isAnchor[index] || !tokens.isSpace(index) { counts[word] += 1 }
        return counts
    }
}
