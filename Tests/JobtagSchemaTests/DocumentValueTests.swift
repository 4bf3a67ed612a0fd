import JobtagSchema
import Testing

@Suite("A document in YAML")
struct DocumentValueTests {
    static let values: [(yaml: String, json: String)] = [
        ("text", "\"text\""), ("''", "\"\""), ("null", "null"), ("~", "null"), ("true", "true"), ("'true'", "\"true\""),
        ("True", "\"True\""), ("yes", "\"yes\""), ("on", "\"on\""), ("no", "\"no\""),
        ("0", "0"), ("-12", "-12"), ("0.10", "0.10"), ("1e3", "1e3"), ("'1'", "\"1\""), ("3.1.0", "\"3.1.0\""),
        ("012", "\"012\""), ("0x1F", "\"0x1F\""), ("1_000", "\"1_000\""), (".5", "\".5\""), (".inf", "\".inf\""), ("+1", "\"+1\""),
        ("2026-11-23", "\"2026-11-23\""), ("12:30", "\"12:30\""), ("=", "\"=\""),
        ("[]", "[]"), ("{}", "{}"), ("[1, a]", "[\n  1,\n  \"a\"\n]"),
        ("{ b: 1, a: [null] }", "{\n  \"b\": 1,\n  \"a\": [\n    null\n  ]\n}"),
        ("'200': x", "{\n  \"200\": \"x\"\n}"), ("200: x", "{\n  \"200\": \"x\"\n}"),
        ("a: &it { b: 1 }\nc: *it", "{\n  \"a\": {\n    \"b\": 1\n  },\n  \"c\": {\n    \"b\": 1\n  }\n}"),
        ("a: |\n  two\n  lines", "{\n  \"a\": \"two\\nlines\"\n}"), ("a: >-\n  one\n  line", "{\n  \"a\": \"one line\"\n}"),
        (#""\u0000 \" \\ \t \u2028 é 🙂""#, #""\u0000 \" \\ \t \u2028 é 🙂""#),
    ]

    @Test("has the same content in JSON", arguments: values)
    func json(yaml: String, json: String) throws {
        #expect(try DocumentValue(yaml: yaml).json == json + "\n")
    }

    @Test("has the same content when the JSON is parsed as YAML", arguments: values)
    func again(yaml: String, json: String) throws {
        let value = try DocumentValue(yaml: yaml)
        #expect(try DocumentValue(yaml: value.json) == value)
    }

    @Test("knows its line numbers")
    func lines() throws {
        guard case .object(let members) = try DocumentValue(yaml: "a: 1\nb:\n  - 2\n").content else {
            Issue.record("not an object")
            return
        }
        #expect(members.map(\.name) == ["a", "b"])
        #expect(members.map(\.value.line) == [1, 3])
    }

    static let refused: [(yaml: String, message: String)] = [
        ("", "The document is empty."),
        ("a: !!int '1'", "line 1, a: Tags are not supported."),
        ("? [a]\n: 1", "line 1: A key must be a string."),
        ("a: &a { b: 1 }\nc:\n  <<: *a", "line 3, c: Merge keys are not part of YAML 1.2."),
    ]

    @Test("is rejected if JSON cannot express it", arguments: refused)
    func impossible(yaml: String, message: String) {
        let error = #expect(throws: SchemaError.self) { _ = try DocumentValue(yaml: yaml) }
        #expect(error?.description == message)
    }

    @Test("is rejected if it is malformed", arguments: ["a: [1", "a: 1\na: 2", "a: *nobody", "a: 1\n b: 2"])
    func broken(yaml: String) {
        #expect(throws: SchemaError.self) { _ = try DocumentValue(yaml: yaml) }
    }
}
