import Testing

@testable import JobtagCore

@Suite("The tokens of a text")
struct TextTokensTests {
    private func parts(_ tokens: TextTokens) -> [String] {
        tokens.indices.map { String(decoding: tokens.bytes(of: $0..<$0 + 1), as: UTF8.self) }
    }

    @Test(
        "are lines with their line endings",
        arguments: [
            ("", []),
            ("a", ["a"]),
            ("a\n", ["a\n"]),
            ("a\nb", ["a\n", "b"]),
            ("\n\na", ["\n", "\n", "a"]),
            ("a\r\nb\r\n", ["a\r\n", "b\r\n"]),
            ("a\rb", ["a\r", "b"]),
            ("a\r\r\nb\n\r", ["a\r", "\r\n", "b\n", "\r"]),
        ] as [(String, [String])]
    )
    func lines(text: String, expected: [String]) {
        #expect(parts(TextTokens(linesOf: Array(text.utf8))) == expected)
    }

    @Test(
        "are words, spaces and punctuation",
        arguments: [
            ("", []),
            ("Cut, weld.", ["Cut", ",", " ", "weld", "."]),
            ("1,250.00 by 2026-11-23", ["1,250.00", " ", "by", " ", "2026-11-23"]),
            ("o'clock, isn\u{2019}t", ["o'clock", ",", " ", "isn\u{2019}t"]),
            ("200\u{D7}300x1.5mm", ["200\u{D7}300x1.5mm"]),
            ("ann@example.com/x?y=1.", ["ann@example.com/x?y=1", "."]),
            ("(a)  [b]", ["(", "a", ")", "  ", "[", "b", "]"]),
            ("-----\n...", ["-----", "\n", "..."]),
            ("'a'", ["'", "a", "'"]),
            ("a\r\n\r\nb", ["a", "\r\n", "\r\n", "b"]),
            ("👩\u{200D}🔧👩\u{200D}🔬", ["👩\u{200D}🔧", "👩\u{200D}🔬"]),
            ("板金。加工", ["板金", "。", "加工"]),
        ] as [(String, [String])]
    )
    func words(text: String, expected: [String]) {
        #expect(parts(TextTokens(wordsOf: text)) == expected)
    }
}
