/// A folded search query: docs/search.md, "How a query is matched".
package struct SearchQuery: Hashable, Sendable {
    /// A word of the query, or several digit groups that form one number. One of the alternatives must match.
    package struct Term: Hashable, Sendable {
        /// Each is a list of phrases that must all match. A phrase is one folded word, or several adjacent ones.
        package var alternatives: [[String]]
    }

    /// All must match.
    package let terms: [Term]
    /// Whether text was typed that contains no word: then nothing is found.
    package let hasOnlySigns: Bool

    /// - Parameter words: The typed text, split at white space.
    package init(words: [String]) {
        var terms: [Term] = []
        /// Adjacent words with only digits and separators.
        var number: [(word: String, folding: SearchFolding)] = []
        func endNumber() {
            defer { number = [] }
            // Groups of digits can form one number, such as a telephone number.
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

    /// All groups of a number joined, the longest of its other spellings; nil if there are too many groups.
    private static func number(in text: String) -> String? {
        let folding = SearchFolding(text)
        guard folding.words.count <= TextFolder.mostParts else { return nil }
        return folding.otherSpellings.filter { $0.utf8.allSatisfy(\.isDigit) }.max { $0.utf8.count < $1.utf8.count }
    }
}

extension UInt8 {
    fileprivate var isDigit: Bool { (0x30...0x39).contains(self) }
}
