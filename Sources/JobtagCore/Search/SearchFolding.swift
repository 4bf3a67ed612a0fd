import Foundation

/// A text for search and sorting: without case, accents and spelling variants.
///
/// docs/search.md has the rules and a table that the tests read; `web/js/client/folding.js` implements the same for browsers.
package struct SearchFolding: Hashable, Sendable {
    /// The words in order.
    package let words: [String]
    /// Single words that also find the text: numbers without spaces, compounds without hyphens, the letters after an
    /// apostrophe, umlauts spelled out. Sorted, without duplicates.
    package let otherSpellings: [String]
    /// The only word, with its umlauts spelled out; nil if there are several words, or no umlaut.
    let spelledOut: String?

    /// Folds a text.
    package init(_ text: String) {
        var folder = TextFolder()
        folder.fold(text)
        words = folder.words
        spelledOut = folder.words.count == 1 ? folder.spelledOutWord : nil
        otherSpellings =
            folder.otherSpellings.isEmpty
            ? [] : Set(folder.otherSpellings).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    /// The words, joined by one space.
    package var text: String { words.joined(separator: " ") }

    /// Each run of alternating digit and letter words, from each of its words on and without spaces: for `1950 x 1780`
    /// these are `1950x1780` and `x1780`. Without duplicates.
    ///
    /// An index with these finds `3mm` as one word. The phrase `3 mm` would need to join the positions of two very frequent ones.
    package var joinedWords: Set<String> {
        var joined: Set<String> = []
        for first in words.indices.dropLast() {
            let run = words[first...].prefix(TextFolder.mostParts)
            let end = zip(run.indices, run.indices.dropFirst()).first { !Self.alternate(words[$0], words[$1]) }?.1 ?? run.endIndex
            if end > first + 1 { joined.insert(words[first..<end].joined()) }
        }
        return joined
    }

    /// A phrase of folded words as the start of one of `joinedWords`.
    ///
    /// - Returns: nil for a single word, if the words do not alternate between digits and letters, and if there are too many.
    package static func joined(phrase: String) -> String? {
        // By scalars: a space and a combining mark that starts the next word are one character.
        let words = phrase.unicodeScalars.split(separator: " ").map(String.init)
        guard (2...TextFolder.mostParts).contains(words.count), zip(words, words.dropFirst()).allSatisfy(alternate) else {
            return nil
        }
        return words.joined()
    }

    private static func alternate(_ one: some StringProtocol, _ next: some StringProtocol) -> Bool {
        isNumber(one) != isNumber(next)
    }

    /// A folded word consists of digits, or has none.
    private static func isNumber(_ word: some StringProtocol) -> Bool {
        word.utf8.first.map { (0x30...0x39).contains($0) } ?? false
    }

    /// The sort key of names, byte by byte: the folded words, then the name itself.
    ///
    /// Both are separated by a control character, which no name has and which sorts before all others.
    package static func sortKey(of name: String) -> String { SearchFolding(name).text + "\u{1}" + name }
}
