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

    /// What lists of names are sorted by, byte by byte: the folded words, then the name itself.
    ///
    /// The two are parted by a control character, which no name has and which comes before everything that one can have.
    package static func sortKey(of name: String) -> String { SearchFolding(name).text + "\u{1}" + name }
}
