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
        var number: [String] = []
        func endNumber() {
            // Digits that were typed in groups can be one number, as telephone numbers are.
            let isOne = number.count > 1 && number.joined().utf8.count { $0 != 0x20 } >= Self.digitsOfNumber
            if isOne {
                terms.append(Term(alternatives: [number, [number.joined().filter { $0 != " " }]]))
            } else {
                terms += number.map { Term(alternatives: [[$0]]) }
            }
            number = []
        }
        for word in words {
            let folding = SearchFolding(word)
            guard !folding.words.isEmpty else { continue }
            if folding.words.allSatisfy(\.isDigits), folding.words.count == 1 {
                number.append(folding.text)
                continue
            }
            endNumber()
            var term = Term(alternatives: [[folding.text]])
            if folding.words.count > 1, folding.words.allSatisfy(\.isDigits) || word.unicodeScalars.contains(where: \.isHyphen) {
                term.alternatives.append([folding.words.joined()])
            }
            if let spelledOut = folding.spelledOut { term.alternatives.append([spelledOut]) }
            terms.append(term)
        }
        endNumber()
        self.terms = terms
        hasOnlySigns = terms.isEmpty && !words.isEmpty
    }

    private static let digitsOfNumber = 7
}

extension String {
    fileprivate var isDigits: Bool { utf8.allSatisfy { (0x30...0x39).contains($0) } }
}

extension Unicode.Scalar {
    fileprivate var isHyphen: Bool { value == 0x2D || (0x2010...0x2013).contains(value) }
}
