import Testing

@testable import JobtagCore

@Suite("The tokens of a text")
struct TextTokensTests {
    private func parts(_ tokens: TextTokens) -> [String] {
        tokens.indices.map { String(decoding: tokens.bytes(of: $0..<$0 + 1), as: UTF8.self) }
    }

    @Test(
        "are lines with their ends",
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

    @Test(
        "are values, which people read as one",
        arguments: [
            ("1,250.00 due 2026-11-23", ["1,250.00 due 2026-11-23"]),
            ("Deliver 23 Nov 2026 before ten.", ["Deliver", " ", "23 Nov 2026", " ", "before", " ", "ten", "."]),
            ("by 31 January 2027", ["by", " ", "31 January 2027"]),
            ("on 23. November 2026, early", ["on", " ", "23. November 2026", ",", " ", "early"]),
            ("Mon, 23rd of November 2026", ["Mon, 23rd of November 2026"]),
            ("el 5 de mayo de 2027 en", ["el", " ", "5 de mayo de 2027", " ", "en"]),
            ("Nov 23, 2026", ["Nov 23, 2026"]),
            ("Ring +64 21 555 0123 first", ["Ring", " ", "+64 21 555 0123", " ", "first"]),
            ("Ring (09) 555-0123 x4 now", ["Ring", " ", "(09) 555-0123 x4", " ", "now"]),
            ("Agreed 1 234 567 in all", ["Agreed", " ", "1 234 567", " ", "in", " ", "all"]),
            ("Agreed 1\u{A0}234,50 EUR in all", ["Agreed", " ", "1\u{A0}234,50 EUR", " ", "in", " ", "all"]),
            ("Panel 1950 x 1780 mm, left", ["Panel", " ", "1950 x 1780 mm", ",", " ", "left"]),
            ("Panel 1950 \u{D7} 1780, left", ["Panel", " ", "1950 \u{D7} 1780", ",", " ", "left"]),
            ("IBAN DE12 3456 7890", ["IBAN", " ", "DE12 3456 7890"]),
            ("costs NZD 500 to 600 each", ["costs", " ", "NZD 500 to 600 each"]),
            ("costs $ 1 200 now", ["costs", " ", "$ 1 200", " ", "now"]),
            ("5 h 30 min then", ["5 h 30 min", " ", "then"]),
            ("15 % of it", ["15 %", " ", "of", " ", "it"]),
            ("2 hinges and 4 bolts", ["2", " ", "hinges", " ", "and", " ", "4", " ", "bolts"]),
            ("2 hinges; 4", ["2", " ", "hinges", ";", " ", "4"]),
            ("4; 5", ["4", ";", " ", "5"]),
            ("10\n20", ["10", "\n", "20"]),
            ("\u{663} \u{664}\u{665}", ["\u{663} \u{664}\u{665}"]),
        ] as [(String, [String])]
    )
    func values(text: String, expected: [String]) {
        #expect(parts(TextTokens(valuesOf: text)) == expected)
    }
}
