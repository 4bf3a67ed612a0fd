import JobtagAPI
import JobtagCore
import Testing

@Suite("A body")
struct BodyReadingTests {
    @Test(
        "is a JSON object",
        arguments: [
            ("{}", [:]), (#" {"a":1} "#, ["a": .number(1)]), (#"{"a":{"b":[null]}}"#, ["a": .record(["b": .list([.null])])]),
        ] as [(String, [String: FieldValue])])
    func accepts(text: String, members: [String: FieldValue]) throws {
        #expect(try JSONBody(json: Array(text.utf8)).members == members)
    }

    @Test("rejects JSON that is not an object", arguments: ["null", "[]", "[{}]", "1", "1.5", "true", #""{}""#])
    func noObject(text: String) {
        #expect(unreadable(Array(text.utf8)) == "The request body must be a JSON object.")
    }

    @Test(
        "rejects invalid JSON with the reason and position",
        arguments: [
            ("", "expected a value (byte 0)"), ("{", "expected a name in quotes (byte 1)"),
            (#"{"name":"a",}"#, "expected a name in quotes (byte 12)"),
            (#"{"name":"a"}x"#, "unexpected text after the value (byte 12)"),
            (#"{"name":1,"name":2}"#, "the name name appears twice (byte 18)"), ("name=a", "expected a value (byte 1)"),
            ("\u{FEFF}{}", "expected a value (byte 0)"), ("<job/>", "expected a value (byte 0)"),
        ]
    )
    func notJSON(text: String, why: String) {
        #expect(unreadable(Array(text.utf8)) == "The request body is not valid JSON: \(why).")
    }

    @Test("rejects text that is not UTF-8")
    func encoding() {
        #expect(
            unreadable(Array(#"{"a":""#.utf8) + [0xE9] + Array(#""}"#.utf8))
                == "The request body is not valid JSON: this is not UTF-8 (byte 0).")
    }

    @Test("has no members if it is missing")
    func absent() {
        #expect(JSONBody().members.isEmpty)
    }

    private func unreadable(_ bytes: [UInt8]) -> String? {
        do throws(JobError) {
            _ = try JSONBody(json: bytes)
            return nil
        } catch {
            guard case .unreadableBody(let why) = error else { return nil }
            return why
        }
    }
}
