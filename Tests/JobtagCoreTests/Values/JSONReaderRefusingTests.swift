import Testing

@testable import JobtagCore

@Suite("Invalid JSON")
struct JSONReaderRefusingTests {
    @Test(
        "is rejected with the reason and position",
        arguments: [
            ("", "expected a value", 0), (" ", "expected a value", 1), ("[,1]", "expected a value", 1),
            ("[1,]", "expected a value", 3), ("[1,,2]", "expected a value", 3), ("NaN", "expected a value", 0),
            ("nul", "expected a value", 3), ("nulll", "unexpected text after the value", 4), ("01", "expected a value", 0),
            ("[-01]", "expected a value", 1), ("[1.]", "expected digits", 3), ("[1e]", "expected digits", 3),
            ("[1e+]", "expected digits", 4), ("null null", "unexpected text after the value", 5),
            ("{}}", "unexpected text after the value", 2),
            (#"{"a":1,}"#, "expected a name in quotes", 7), ("{a:1}", "expected a name in quotes", 1),
            ("{'a':1}", "expected a name in quotes", 1), (#"{"a" 1}"#, "expected a colon", 5),
            (#"{"a"}"#, "expected a colon", 4),
            (#"{"a":1 "b":2}"#, "expected a comma or a closing brace", 7),
            ("[1 2]", "expected a comma or a closing bracket", 3),
            ("[1", "expected a comma or a closing bracket", 2), (#"{"a":1"#, "expected a comma or a closing brace", 6),
            ("\"a", "a closing quote is missing", 2), (#""\""#, "a closing quote is missing", 3),
            (#""\"#, "an escape sequence is incomplete", 2),
            ("\"a\nb\"", "a control character must be escaped", 2), ("\"\\n\u{1}\"", "a control character must be escaped", 3),
            (#""\x41""#, "this escape sequence does not exist", 3), (#""\u12""#, "expected four hexadecimal digits", 3),
            (#""\u12g4""#, "expected four hexadecimal digits", 5), (#""\ud800""#, "half of a surrogate pair is missing", 7),
            (#"{"a":1,"a":2}"#, "the name a appears twice", 12), (#"{"a":1,"\u0061":1}"#, "the name a appears twice", 17),
            (#"[{"x":[{"b":1,"c":2,"b":1}]}]"#, "the name b appears twice", 25),
        ]
    )
    func whyAndWhere(text: String, message: String, offset: Int) {
        #expect(throws: JSONReader.SyntaxError(message: message, offset: offset)) { try JSONReader.read(Array(text.utf8)) }
        #expect(throws: UnreadableJSON.self) { try FieldValue(json: Array(text.utf8)) }
    }

    @Test(
        "is rejected if RFC 8259 does not allow it",
        arguments: [
            "[", "]", "{", "}", ",", ":", "\"", "'a'", "a", "[1,2", "[1,2}", "{]", "[}", "[]]", "[][]", "1 2", "[\"a\",", "[\"a\"",
            "[\"a", "[:]", "[1:2]",
            "{1:1}", "{null:1}", "{[]:1}", "{\"a\":}", "{\"a\":1:2}", "{\"a\"::1}", "{\"a\",1}", "{,}", "{\"a\":1,,\"b\":2}",
            "{\"a\":1;\"b\":2}", "{\"a\"=1}",
            "[,]", "[1,]", "[,1]", "[1;2]", "{\"a\":[1,]}", "{\"a\":1,}",
            "True", "TRUE", "False", "Null", "NULL", "None", "undefined", "tru", "truee", "falsy", "nul\0",
            "NaN", "-NaN", "Infinity", "-Infinity", "+1", "++1", "--1", "- 1", "-", "-a", ".5", "-.5", "5.", "1.e1", "1.2.3", "1e",
            "1e+", "1e-", "1ee2", "1e1.5",
            "0x1F", "1f", "1_000", "1,000", "01", "-01", "00", "007", "1 000", "１", "٣", "−1", "1e１",
            "// a\n1", "1 // a", "/* a */ 1", "[1 /* a */]", "# a\n1", "<!-- -->1",
            #""\a""#, #""\'""#, #""\0""#, #""\x00""#, #""\U0041""#, #""\u""#, #""\u004""#, #""\u 041""#, #""\u+041""#, #""\u00４1""#,
            #""\u{41}""#, #""\é""#, "\"\\\n\"",
            #""\ud83d""#, #""\ude00""#, #""\ude00\ud83d""#, #""\ud83d\ud83d""#, #""\ud83dx""#, #""\ud83d\n""#, #""\ud83d\u0041""#,
            #""\ud83d\""#, #""\ud83d\u""#,
            #""\ud83d\ude0""#, #""\ud800\ue000""#, #"{"\ud800":1}"#,
            "\"\0\"", "\"\u{1}\"", "\"\u{1F}\"", "\"\t\"", "\"\n\"", "\"\r\"", "{\"a\tb\":1}", "\0", "1\0", "[1\0]", "\u{FEFF}1",
            "\u{FEFF}{}", "1\u{FEFF}",
            "\u{A0}1", "\u{2028}1", "\u{C}1", "\u{B}1", "\u{85}1", "\u{3000}1", "“a”", "\u{1}", "{\"a\":1,\"a\":1}",
            "{\"\":1,\"\":2}",
        ]
    )
    func grammar(text: String) {
        #expect(throws: JSONReader.SyntaxError.self) { try JSONReader.read(Array(text.utf8)) }
        #expect(throws: JSONReader.SyntaxError.self) { try JSONReader.read(Array(#"{"a":[\#(text)]"#.utf8)) }
    }

    @Test("is rejected for every unescaped control character", arguments: 0..<0x20 as Range<UInt8>)
    func controlCharacters(byte: UInt8) {
        #expect(throws: JSONReader.SyntaxError(message: "a control character must be escaped", offset: 1)) {
            try JSONReader.read([0x22, byte, 0x22])
        }
        #expect(throws: JSONReader.SyntaxError(message: "a control character must be escaped", offset: 4)) {
            try JSONReader.read([0x22, 0x5C, 0x6E, 0x61, byte, 0x22])
        }
    }

    @Test(
        "is rejected in any encoding other than UTF-8",
        arguments: [
            [0x22, 0xE9, 0x22], [0x22, 0x80, 0x22], [0x22, 0xC3, 0x22], [0x22, 0xC0, 0x80, 0x22], [0x22, 0xC1, 0xBF, 0x22],
            [0x22, 0xE0, 0x80, 0x80, 0x22],
            [0x22, 0xED, 0xA0, 0x80, 0x22], [0x22, 0xED, 0xA0, 0xBD, 0xED, 0xB8, 0x80, 0x22], [0x22, 0xF4, 0x90, 0x80, 0x80, 0x22],
            [0x22, 0xF8, 0x88, 0x80, 0x80, 0x80, 0x22], [0x22, 0xE2, 0x82, 0x22], [0x22, 0xFF, 0x22], [0x22, 0xFE, 0x22], [0xFF],
            [0xE9],
            [0xFF, 0xFE, 0x5B, 0x00, 0x5D, 0x00], [0xFE, 0xFF, 0x00, 0x5B, 0x00, 0x5D], [0x5B, 0x22, 0xF0, 0x9F, 0x98],
        ] as [[UInt8]]
    )
    func encodings(bytes: [UInt8]) {
        #expect(throws: JSONReader.SyntaxError(message: "this is not UTF-8", offset: 0)) { try JSONReader.read(bytes) }
    }

    @Test(
        "is rejected if it is UTF-16 or UTF-32 that is valid UTF-8 with NULs",
        arguments: [[0x5B, 0x00, 0x5D, 0x00], [0x00, 0x5B, 0x00, 0x5D], [0x31, 0x00], [0x00, 0x00, 0x00, 0x31]] as [[UInt8]])
    func wideEncodings(bytes: [UInt8]) {
        #expect(throws: JSONReader.SyntaxError.self) { try JSONReader.read(bytes) }
    }
}
