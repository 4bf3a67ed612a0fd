import JobtagAPI
import JobtagCore
import Testing

@Suite("A body")
struct BodyReadingTests {
    @Test(
        "is an object of JSON",
        arguments: [
            ("{}", [:]), (#" {"a":1} "#, ["a": .number(1)]), (#"{"a":{"b":[null]}}"#, ["a": .record(["b": .list([.null])])]),
        ] as [(String, [String: FieldValue])])
    func accepts(text: String, members: [String: FieldValue]) throws {
        #expect(try JSONBody(json: Array(text.utf8)).members == members)
    }

    @Test("that is JSON but no object is refused", arguments: ["null", "[]", "[{}]", "1", "1.5", "true", #""{}""#])
    func noObject(text: String) {
        #expect(unreadable(Array(text.utf8)) == "The body must be a JSON object.")
    }

    @Test(
        "that is not JSON is refused, and why and where is said",
        arguments: [
            ("", "a value is wanted here (byte 0)"), ("{", "a name in quotes is wanted here (byte 1)"),
            (#"{"name":"a",}"#, "a name in quotes is wanted here (byte 12)"),
            (#"{"name":"a"}x"#, "there is more after the end (byte 12)"),
            (#"{"name":1,"name":2}"#, "the name name is there twice (byte 18)"), ("name=a", "a value is wanted here (byte 1)"),
            ("\u{FEFF}{}", "a value is wanted here (byte 0)"), ("<job/>", "a value is wanted here (byte 0)"),
        ]
    )
    func notJSON(text: String, why: String) {
        #expect(unreadable(Array(text.utf8)) == "The body is not JSON: \(why).")
    }

    @Test("that is not UTF-8 is refused")
    func encoding() {
        #expect(
            unreadable(Array(#"{"a":""#.utf8) + [0xE9] + Array(#""}"#.utf8)) == "The body is not JSON: this is not UTF-8 (byte 0).")
    }

    @Test("that is not there has no members")
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
