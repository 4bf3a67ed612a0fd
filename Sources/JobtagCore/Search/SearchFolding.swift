import Foundation

/// A text as it is searched and sorted by: without case, accents and the many spellings of one word.
///
/// docs/search.md has the rules and a table that the tests read; `web/js/client/folding.js` is the same for browsers.
package struct SearchFolding: Hashable, Sendable {
    /// The words in their order.
    package let words: [String]
    /// Single words that the text is found by as well: numbers without their spaces, compounds without their hyphens, the letters behind an
    /// apostrophe, umlauts spelled out. Sorted, each once.
    package let otherSpellings: [String]
    /// The only word, with its umlauts spelled out; nil where there are several words, or none has one.
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

    /// The words as one text, with a space between each two.
    package var text: String { words.joined(separator: " ") }

    /// Each stretch of the words that is digits and letters by turns, from each of its words on and without spaces: for `1950 x 1780`
    /// these are `1950x1780` and `x1780`. Each once.
    ///
    /// An index that holds them finds `3mm` as one word. The phrase `3 mm` would make it join the places of two very frequent ones.
    package var joinedWords: Set<String> {
        var joined: Set<String> = []
        for first in words.indices.dropLast() {
            let run = words[first...].prefix(TextFolder.mostParts)
            let end = zip(run.indices, run.indices.dropFirst()).first { !Self.alternate(words[$0], words[$1]) }?.1 ?? run.endIndex
            if end > first + 1 { joined.insert(words[first..<end].joined()) }
        }
        return joined
    }

    /// A phrase of folded words as the beginning of one of `joinedWords`.
    ///
    /// - Returns: nil for a single word, where the words are not digits and letters by turns, and where there are more than are joined.
    package static func joined(phrase: String) -> String? {
        // By scalars: a space and a mark that begins the next word are one character.
        let words = phrase.unicodeScalars.split(separator: " ").map(String.init)
        guard (2...TextFolder.mostParts).contains(words.count), zip(words, words.dropFirst()).allSatisfy(alternate) else {
            return nil
        }
        return words.joined()
    }

    private static func alternate(_ one: some StringProtocol, _ next: some StringProtocol) -> Bool {
        isNumber(one) != isNumber(next)
    }

    /// A folded word is digits as a whole, or has none.
    private static func isNumber(_ word: some StringProtocol) -> Bool {
        word.utf8.first.map { (0x30...0x39).contains($0) } ?? false
    }

    /// What lists of names are sorted by, byte by byte: the folded words, then the name itself.
    ///
    /// The two are parted by a control character, which no name has and which comes before everything that one can have.
    package static func sortKey(of name: String) -> String { SearchFolding(name).text + "\u{1}" + name }
}
