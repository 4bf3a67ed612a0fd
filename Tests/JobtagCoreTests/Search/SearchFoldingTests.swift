import Foundation
import Testing

@testable import JobtagCore

/// The table of docs/search.md, which the tests of the page read too.
@Suite("Folding texts for search")
struct SearchFoldingTests {
    @Test("folds every row of the table as documented", arguments: try SearchTable.rows())
    func table(row: SearchTable.Row) {
        let folding = SearchFolding(row.text)
        #expect(folding.text == row.words, "\(row.text.debugDescription)")
        #expect(folding.otherSpellings.joined(separator: " ") == row.also, "\(row.text.debugDescription)")
    }

    @Test("reads the complete table")
    func whole() throws {
        #expect(try SearchTable.rows().count > 55)
    }

    @Test("sorts names as people expect, ignoring case and marks")
    func order() {
        let names = ["Zeller", "apple", "de Vries", "Ōtaki", "Otago", "Éclair", "Baker", "Apple"]
        let sorted = names.sorted {
            SearchFolding.sortKey(of: $0).utf8.lexicographicallyPrecedes(SearchFolding.sortKey(of: $1).utf8)
        }
        #expect(sorted == ["Apple", "apple", "Baker", "de Vries", "Éclair", "Otago", "Ōtaki", "Zeller"])
    }

    @Test(
        "joins alternating digits and letters from each word on",
        arguments: [
            ("Panel 1950 × 1780", ["1950x1780", "panel1950x1780", "x1780"]),
            ("M8×30 bolts", ["30bolts", "8x30bolts", "m8x30bolts", "x30bolts"]),
            ("Gutter, zinc", []), ("12 14", []), ("a1b2c3d4", ["1b2c3d", "2c3d4", "3d4", "a1b2c3", "b2c3d4", "c3d4", "d4"]),
            ("3月", ["3月"]),
        ])
    func joined(text: String, joined: [String]) {
        #expect(SearchFolding(text).joinedWords.sorted() == joined)
    }

    @Test(
        "indexes a phrase of alternating digits and letters as one word, and no other phrase",
        arguments: [
            ("3 mm", "3mm"), ("1950 x 1780", "1950x1780"), ("m 8", "m8"), ("3", nil), ("mm", nil), ("co op", nil), ("12 14", nil),
            ("ab 12 14", nil), ("1 a 2 b 3 c", "1a2b3c"), ("1 a 2 b 3 c 4", nil), ("b 7 カ \u{3099}", nil),
        ] as [(String, String?)])
    func joined(phrase: String, joined: String?) {
        #expect(SearchFolding.joined(phrase: phrase) == joined)
    }

    @Test("starts a joined word with a joined phrase only where the phrase occurs in the text")
    func joinedAsPhrases() {
        var random = SystemRandomNumberGenerator()
        var (found, missed) = (0, 0)
        for _ in 0..<20_000 {
            let parts = ["1", "12", "2", "a", "ab", "b", "x", " ", " ", "×", "-", ",", "ガ", "़"]
            let text = (0..<9).map { _ in parts.randomElement(using: &random)! }.joined()
            let query = (0..<4).map { _ in parts.randomElement(using: &random)! }.joined()
            let phrase = SearchFolding(query).text
            guard let joined = SearchFolding.joined(phrase: phrase) else { continue }
            let folding = SearchFolding(text)
            // Byte by byte, as the index compares: for Swift a letter and a mark behind it are one character.
            let stands = " \(folding.text)".range(of: " \(phrase)", options: .literal) != nil
            #expect(folding.joinedWords.contains { $0.utf8.starts(with: joined.utf8) } == stands, "\(query) in \(text)")
            if stands { found += 1 } else { missed += 1 }
        }
        #expect(found > 50 && missed > 50)
    }
}

enum SearchTable {
    struct Row: Sendable, CustomTestStringConvertible {
        let text: String
        let words: String
        let also: String

        var testDescription: String { text.debugDescription }
    }

    /// The rows of the last table of the document, in which every cell is code.
    static func rows() throws -> [Row] {
        let document = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../../docs/search.md")
            .standardizedFileURL
        let text = try String(contentsOf: document, encoding: .utf8)
        return text.split(separator: "\n").compactMap { line in
            let cells = line.split(separator: "|", omittingEmptySubsequences: false).map { $0.trimmingCharacters(in: [" "]) }
            guard cells.count == 5, cells[1...3].allSatisfy({ $0.hasPrefix("`") && $0.hasSuffix("`") && $0.count > 1 }) else {
                return nil
            }
            let values = cells[1...3].map { unescaped(String($0.dropFirst().dropLast())) }
            return Row(text: values[0], words: values[1], also: values[2])
        }
    }

    static func unescaped(_ text: String) -> String {
        text.replacing("\\t", with: "\t").replacing("\\n", with: "\n").replacing(/\\u\{([0-9a-f]+)\}/) { match in
            String(Unicode.Scalar(UInt32(match.1, radix: 16)!)!)
        }
    }
}
