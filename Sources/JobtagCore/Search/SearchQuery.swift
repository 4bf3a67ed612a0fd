/// What somebody searches for, folded: docs/search.md, "How a query is matched".
package struct SearchQuery: Hashable, Sendable {
    /// A word of the query, or several digits that are one number. One of the alternatives must match.
    package struct Term: Hashable, Sendable {
        /// Each a list of phrases that must all be there. A phrase is one folded word, or several that stand side by side.
        package var alternatives: [[String]]
    }

    /// All must match.
    package let terms: [Term]
    /// Whether something was typed, and nothing of it is a word: that finds nothing.
    package let hasOnlySigns: Bool

    /// - Parameter words: What was typed, parted at white space.
    package init(words: [String]) {
        var terms: [Term] = []
        /// Words of digits and signs alone, side by side.
        var number: [(word: String, folding: SearchFolding)] = []
        func endNumber() {
            defer { number = [] }
            // Digits that were typed in groups can be one number, as telephone numbers are.
            let row = number.map(\.word).joined(separator: " ")
            if number.count > 1, number.flatMap(\.folding.words).joined().utf8.count >= Self.digitsOfNumber,
                let whole = Self.number(in: row)
            {
                terms.append(Term(alternatives: [number.map(\.folding.text), [whole]]))
            } else {
                for (word, folding) in number { terms.append(Self.term(word, folding)) }
            }
        }
        for word in words {
            let folding = SearchFolding(word)
            guard !folding.words.isEmpty else { continue }
            if folding.words.allSatisfy({ $0.utf8.allSatisfy(\.isDigit) }) {
                number.append((word, folding))
            } else {
                endNumber()
                terms.append(Self.term(word, folding))
            }
        }
        endNumber()
        self.terms = terms
        hasOnlySigns = terms.isEmpty && !words.isEmpty
    }

    private static let digitsOfNumber = 7

    private static func term(_ word: String, _ folding: SearchFolding) -> Term {
        var alternatives = [[folding.text]]
        if folding.words.count > 1 {
            if let number = number(in: word), folding.words.allSatisfy({ $0.utf8.allSatisfy(\.isDigit) }) {
                alternatives.append([number])
            } else if folding.otherSpellings.contains(folding.words.joined()) {
                alternatives.append([folding.words.joined()])
            }
        }
        if let spelledOut = folding.spelledOut { alternatives.append([spelledOut]) }
        return Term(alternatives: alternatives)
    }

    /// All the groups of a number as one, which is the longest of its other spellings; nil where there are more than are joined.
    private static func number(in text: String) -> String? {
        let folding = SearchFolding(text)
        guard folding.words.count <= TextFolder.mostParts else { return nil }
        return folding.otherSpellings.filter { $0.utf8.allSatisfy(\.isDigit) }.max { $0.utf8.count < $1.utf8.count }
    }
}

extension UInt8 {
    fileprivate var isDigit: Bool { (0x30...0x39).contains(self) }
}
