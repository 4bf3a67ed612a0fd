import Foundation
import Testing

@testable import JobtagCore

/// The lists and the table of docs/values.md, which the tests of the JavaScript client read too.
@Suite("A value in a text")
struct ValuesTableTests {
    struct Row: Sendable, CustomTestStringConvertible {
        let text: String
        let values: [String]

        var testDescription: String { text.debugDescription }
    }

    @Test("matches every row of the table", arguments: try documentRows())
    func table(row: Row) {
        #expect(Self.values(of: row.text) == row.values)
    }

    @Test("is joined by each word of the lists, even next to another", arguments: try documentLists())
    func lists(list: String) throws {
        let words = list.split(separator: " ")
        #expect(words.count > 4)
        for word in words { #expect(Self.values(of: "1 \(word) \(word) 2").count == 1, "\(word)") }
    }

    @Test("is joined by one unknown word, and by two only if one is a particle")
    func unknown() {
        #expect(Self.values(of: "1 blorp 2") == ["1 blorp 2"])
        #expect(Self.values(of: "1 blorp to 2") == ["1 blorp to 2"])
        #expect(Self.values(of: "1 blorp and 2").count == 2)
        #expect(Self.values(of: "1 blorp blorp 2").count == 2)
        #expect(Self.values(of: "1 blorp, 2").count == 2)
    }

    private static func values(of text: String) -> [String] {
        TextTokens(valuesOf: text).values.map { String(decoding: $0, as: UTF8.self) }
    }

    static func documentRows() throws -> [Row] {
        let rows = try document().components(separatedBy: "## The table").last!.split(separator: "\n").compactMap { line -> Row? in
            let cells = line.replacing(#"\|"#, with: "\u{1}").split(separator: "|").map { $0.trimmingCharacters(in: [" "]) }
            guard cells.count == 2, cells.allSatisfy({ $0.hasPrefix("`") && $0.hasSuffix("`") && $0.count > 1 }) else { return nil }
            let texts = cells.map { SearchTable.unescaped(String($0.dropFirst().dropLast())) }
            return Row(text: texts[0], values: texts[1].isEmpty ? [] : texts[1].components(separatedBy: " \u{1} "))
        }
        #expect(rows.count > 35)
        return rows
    }

    static func documentLists() throws -> [String] {
        try document().matches(of: /\n\| (?:months|days|units|currencies|particles|labels) \| `([^`]+)` \|/).map { String($0.1) }
    }

    private static func document() throws -> String {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../../docs/values.md")
            .standardizedFileURL
        return try String(contentsOf: file, encoding: .utf8)
    }
}
