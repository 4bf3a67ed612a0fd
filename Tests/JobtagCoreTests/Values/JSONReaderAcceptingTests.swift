import Testing

@testable import JobtagCore

@Suite("A JSON text")
struct JSONReaderAcceptingTests {
    @Test(
        "is parsed to its value (RFC 8259)",
        arguments: [
            ("null", .null), ("true", .flag(true)), ("false", .flag(false)), (#""""#, .text("")), ("[]", .list([])),
            ("{}", .record([:])),
            (" \t\r\nnull \t\r\n", .null), ("[ ]", .list([])), ("{ }", .record([:])), ("[\n]", .list([])),
            ("[1]", .list([.number(1)])), ("[ 1 , 2 ]", .list([.number(1), .number(2)])),
            ("[[],{}]", .list([.list([]), .record([:])])),
            ("[null,true,false]", .list([.null, .flag(true), .flag(false)])),
            (#"{"a":1}"#, .record(["a": .number(1)])), (#"{ "a" : 1 , "b" : null }"#, .record(["a": .number(1), "b": .null])),
            (#"{"":0}"#, .record(["": .number(0)])),
            (#"{"a":{"a":{"a":[]}}}"#, .record(["a": .record(["a": .record(["a": .list([])])])])),
            (#"{"\u0061":1}"#, .record(["a": .number(1)])), (#"{"a\u0000b":1}"#, .record(["a\0b": .number(1)])),
            (#"{"a":1,"A":2,"a ":3}"#, .record(["a": .number(1), "A": .number(2), "a ": .number(3)])),
        ] as [(String, FieldValue)]
    )
    func structure(text: String, value: FieldValue) throws {
        #expect(try JSONReader.read(Array(text.utf8)) == value)
    }

    @Test(
        "has numbers that are whole within 64 bits, or fractions",
        arguments: [
            ("0", .number(0)), ("-0", .number(0)), ("1", .number(1)), ("-1", .number(-1)), ("10", .number(10)),
            ("120", .number(120)),
            ("9007199254740993", .number(9_007_199_254_740_993)), ("9223372036854775807", .number(.max)),
            ("-9223372036854775808", .number(.min)), ("9223372036854775808", .fraction), ("-9223372036854775809", .fraction),
            ("100000000000000000000", .fraction), ("0.0", .number(0)), ("1.0", .number(1)), ("-1.5", .fraction),
            ("1e0", .number(1)),
            ("1E2", .number(100)), ("6610.00", .number(6610)), ("1.50e1", .number(15)), ("1.55e1", .fraction),
            ("-120e-1", .number(-12)),
            ("120e-2", .fraction), ("0e99999999999999999999", .number(0)), ("0.000e-5", .number(0)), ("1e400", .fraction),
            ("1e-400", .fraction),
            ("9.223372036854775807e18", .number(.max)), ("1.0000000000000000001", .fraction), ("-0.0", .number(0)),
            ("10e-1", .number(1)),
            ("1e+2", .number(100)), ("1e-2", .fraction), ("1E+02", .number(100)), ("0e1", .number(0)), ("0E+1", .number(0)),
            ("1.5e300", .fraction), ("1e9999", .fraction), ("-1e-9999", .fraction),
            ("0.00000000000000000000000000000000000001", .fraction),
        ] as [(String, FieldValue)]
    )
    func numbers(text: String, value: FieldValue) throws {
        #expect(try JSONReader.read(Array(text.utf8)) == value)
        #expect(try JSONReader.read(Array("[\(text)]".utf8)) == .list([value]))
        #expect(try JSONReader.read(Array(#"{"a":\#(text) }"#.utf8)) == .record(["a": value]))
    }

    @Test(
        "has strings with every escape",
        arguments: [
            (#""\"""#, "\""), (#""\\""#, "\\"), (#""\/""#, "/"), (#""/""#, "/"), (#""\b""#, "\u{8}"), (#""\f""#, "\u{C}"),
            (#""\n""#, "\n"),
            (#""\r""#, "\r"), (#""\t""#, "\t"), (#""\u0000""#, "\0"), (#""\u001f""#, "\u{1F}"), (#""\u0022""#, "\""),
            (#""\u005C""#, "\\"),
            (#""\u00e9""#, "\u{E9}"), (#""\u00E9""#, "\u{E9}"), (#""e\u0301""#, "e\u{301}"), (#""\u20ac""#, "€"),
            (#""\u2028\u2029""#, "\u{2028}\u{2029}"),
            (#""\ud83d\ude00""#, "😀"), (#""\uD83D\uDE00""#, "😀"), (#""\ud800\udc00""#, "\u{10000}"),
            (#""\udbff\udfff""#, "\u{10FFFF}"),
            (#""\ud7ff""#, "\u{D7FF}"), (#""\ue000""#, "\u{E000}"), (#""\ufeff""#, "\u{FEFF}"), (#""\uffff""#, "\u{FFFF}"),
            (#""\\u0041""#, "\\u0041"), (#""\\\"""#, "\\\""), (#""a\\""#, "a\\"), (#""\u0041\u0042C""#, "ABC"),
            (#""x\ty\tz""#, "x\ty\tz"),
        ]
    )
    func escapes(json: String, text: String) throws {
        #expect(try JSONReader.read(Array(json.utf8)) == .text(text))
        #expect(try JSONReader.read(Array("{\(json):0}".utf8)) == .record([text: .number(0)]))
    }

    @Test(
        "has strings without escapes",
        arguments: [
            "a", "a b", "'", "é", "e\u{301}", "€", "鈑金", "😀", "👩‍🔧", "\u{7F}", "\u{80}", "\u{85}", "\u{A0}", "\u{2028}", "\u{2029}",
            "\u{FEFF}", "\u{FFFD}",
            "\u{FFFF}", "\u{10FFFF}", "/* no comment */", "// neither", "[1,2", "{", "}", ",", ":", "null", "1e5",
        ]
    )
    func plainTexts(text: String) throws {
        #expect(try JSONReader.read(Array("\"\(text)\"".utf8)) == .text(text))
    }
}
