import JobtagSchema
import Testing

@Suite("A document written as YAML")
struct YAMLTextTests {
    static let documents: [(value: String, yaml: String)] = [
        ("{ b: 1, a: [x, { c: null }], d: true }", "b: 1\na:\n- x\n- c: null\nd: true\n"),
        ("{ a: {}, b: [] }", "a: {}\nb: []\n"),
        // What a reader of either version could take for something else.
        ("{ a: 'null', b: 'true', c: 'no', d: 'y', e: '~' }", "a: 'null'\nb: 'true'\nc: 'no'\nd: 'y'\ne: '~'\n"),
        ("{ a: '1', b: '3.1', c: '2026-11-29', d: '12:30', e: 0o7 }", "a: '1'\nb: '3.1'\nc: '2026-11-29'\nd: '12:30'\ne: '0o7'\n"),
        ("{ '200': a, 'on': b, '<<': c, '=': d }", "'200': a\n'on': b\n'<<': c\n'=': d\n"),
        // What its grammar needs quotes for.
        ("{ a: 'b: c', d: 'e #f', g: '*h', i: '', j: ' k' }", "a: 'b: c'\nd: 'e #f'\ng: '*h'\ni: ''\nj: ' k'\n"),
        (#"{ a: "b\tc", d: "e\u0000" }"#, "a: \"b\\tc\"\nd: \"e\\0\"\n"),
        ("{ a: Ngāpō “x” }", "a: Ngāpō “x”\n"),
        // Lines.
        (#"{ a: "one\ntwo", b: "one\n" }"#, "a: |-\n  one\n  two\nb: |\n  one\n"),
    ]

    @Test("is plain if that is safe, and quoted otherwise", arguments: documents)
    func text(value: String, yaml: String) throws {
        #expect(try DocumentValue(yaml: value).yaml == yaml)
    }

    @Test(
        "has the same content when it is parsed again",
        arguments: documents.map(\.value) + [
            #"{ a: "  indented\n text \n\n", b: "\n", c: "\r\n", d: "\u2028", e: "x\u0085y" }"#,
            "{ a: \(String(repeating: "words that go on ", count: 40)) }",
            "{ a: '\(String(repeating: "it''s: ", count: 60))' }",
            DocumentForm30Tests.document,
        ])
    func again(value: String) throws {
        let document = try DocumentValue(yaml: value)
        #expect(try DocumentValue(yaml: document.yaml) == document)
    }
}
