import Foundation
import Testing

@testable import JobtagCore

/// The table of docs/search.md, which the tests of the page read too.
@Suite("Folding texts to be found")
struct SearchFoldingTests {
    @Test("every row of the table is folded as it says", arguments: try SearchTable.rows())
    func table(row: SearchTable.Row) {
        let folding = SearchFolding(row.text)
        #expect(folding.text == row.words, "\(row.text.debugDescription)")
        #expect(folding.otherSpellings.joined(separator: " ") == row.also, "\(row.text.debugDescription)")
    }

    @Test("the table is read whole")
    func whole() throws {
        #expect(try SearchTable.rows().count > 55)
    }

    @Test("names are sorted as people sort them, whatever their case and marks")
    func order() {
        let names = ["Zeller", "apple", "de Vries", "Ōtaki", "Otago", "Éclair", "Baker", "Apple"]
        let sorted = names.sorted {
            SearchFolding.sortKey(of: $0).utf8.lexicographicallyPrecedes(SearchFolding.sortKey(of: $1).utf8)
        }
        #expect(sorted == ["Apple", "apple", "Baker", "de Vries", "Éclair", "Otago", "Ōtaki", "Zeller"])
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
