import JobtagCore
import Testing

@Suite("Written JSON")
struct JSONWriterTests {
    @Test(
        "escapes only what it must",
        arguments: [
            ("", #""""#), ("a", #""a""#), ("\"", #""\"""#), ("\\", #""\\""#), ("/", #""/""#), ("\n", #""\n""#), ("\r", #""\r""#),
            ("\t", #""\t""#),
            ("\r\n", #""\r\n""#), ("\0", #""\u0000""#), ("\u{8}", #""\u0008""#), ("\u{C}", #""\u000c""#), ("\u{1F}", #""\u001f""#),
            ("\u{7F}", "\"\u{7F}\""),
            ("é", "\"é\""), ("e\u{301}", "\"e\u{301}\""), ("\u{2028}", "\"\u{2028}\""), ("😀", "\"😀\""),
            ("<b>&amp;</b>", #""<b>&amp;</b>""#),
            (#"a"b\c"#, #""a\"b\\c""#), ("\"\"", #""\"\"""#), ("a\n", #""a\n""#), ("\na", #""\na""#), ("'; --", #""'; --""#),
        ]
    )
    func escaping(text: String, json: String) {
        var written = JSONWriter()
        written.string(text)
        #expect(written.bytes == Array(json.utf8))
    }

    @Test("escapes every control character so that it is parsed to the same", arguments: 0..<0x20 as Range<UInt8>)
    func controlCharacters(byte: UInt8) throws {
        let text = "a" + String(UnicodeScalar(byte)) + "b"
        var written = JSONWriter()
        written.string(text)
        #expect(written.bytes.allSatisfy { $0 >= 0x20 })
        #expect(try FieldValue(json: written.bytes) == .text(text))
    }

    @Test(
        "has commas only between values",
        arguments: [
            (.list([]), "[]"), (.record([:]), "{}"), (.list([.null, .flag(true), .flag(false)]), "[null,true,false]"),
            (.list([.list([]), .list([]), .record([:])]), "[[],[],{}]"),
            (.list([.number(.min), .number(.max)]), "[-9223372036854775808,9223372036854775807]"),
            (
                .record(["b": .list([.number(1)]), "a": .record(["c": .null]), "c": .text("d")]),
                #"{"a":{"c":null},"b":[1],"c":"d"}"#
            ),
            (.record(["a\"b": .text("\\")]), #"{"a\"b":"\\"}"#), (.list([.text(""), .text("")]), #"["",""]"#),
            (.list([.fraction]), "[null]"),
        ] as [(FieldValue, String)]
    )
    func structure(value: FieldValue, json: String) {
        var written = JSONWriter()
        value.write(to: &written)
        #expect(written.string == json)
    }

    @Test("accepts rendered JSON as a value")
    func raw() {
        var written = JSONWriter()
        written.object { json in
            json.key("a")
            json.raw(Array("[1]".utf8))
            json.key("b")
            json.array([1, 2] as [Int64]) { json, number in
                json.raw(Array("{}".utf8))
                json.number(number)
            }
        }
        #expect(written.string == #"{"a":[1],"b":[{},1,{},2]}"#)
    }
}
