/// The check on changes that both sides seem to have made alike.
///
/// A change that both made is made once. But where one side took a line out, and the other took it out to put it back elsewhere,
/// making the removal once would keep the line against the will of the first, without a word; and an addition of one side could
/// be lost in a move of the other's to the same place. The numbers tell: what is shared of a word's removals cannot be more than
/// each side has less of it, and what is shared of its additions not more than each has more. Where a common word comes and goes
/// in other places too, this now and then asks a person without need; it never keeps silent where it should ask.
enum MergeAudit {
    /// Whether each word and sign of the merged text is there as often as the sides' changes come to.
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

    /// How often each token occurs, by its number. How often white space does says nothing: it comes and goes with the words.
    private static func tally(_ tokens: TextTokens, _ numbers: inout TokenInterner) -> [Int] {
        let words = numbers.numbers(of: tokens)
        var counts = [Int](repeating: 0, count: numbers.count)
        for (index, word) in words.enumerated() where tokens.isAnchor[index] || !tokens.isSpace(index) { counts[word] += 1 }
        return counts
    }
}
