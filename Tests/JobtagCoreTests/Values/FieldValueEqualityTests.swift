import JobtagCore
import Testing

@Suite("Two values of a field")
struct FieldValueEqualityTests {
    static let different: [FieldValue] = [
        .null, .text(""), .text("null"), .text("0"), .text("false"), .text("a"), .text("A"), .text("a "), .text("a\n"),
        .text("a\r\n"),
        .text("\0"), .text("é"), .text("e\u{301}"), .text("Å"), .text("\u{212B}"), .text("A\u{30A}"), .text("가"),
        .text("\u{1100}\u{1161}"),
        .text("ﬁ"), .text("fi"), .flag(false), .flag(true), .number(0), .number(1), .number(.max), .number(.min), .fraction,
        .list([]),
        .list([.null]), .list([.text("é")]), .list([.text("e\u{301}")]), .list([.list([])]), .list([.number(1), .number(2)]),
        .list([.number(2), .number(1)]), .record([:]), .record(["a": .null]), .record(["b": .null]), .record(["a": .text("é")]),
        .record(["a": .text("e\u{301}")]), .record(["a": .record([:])]),
    ]

    @Test("are equal if and only if they are the same", arguments: different.indices)
    func equality(index: Int) {
        for (other, value) in Self.different.enumerated() {
            #expect((Self.different[index] == value) == (index == other))
        }
    }

    @Test("have the same hash if they are equal", arguments: different)
    func hashes(value: FieldValue) throws {
        var json = JSONWriter()
        value.write(to: &json)
        guard value != .fraction else { return }
        let copy = try FieldValue(json: json.bytes)
        #expect(copy == value)
        #expect(copy.hashValue == value.hashValue)
    }

    @Test("count as one in a set only if they are equal")
    func set() {
        #expect(Set(Self.different).count == Self.different.count)
    }

    /// The end-to-end suite wrote the one where the other was, and the answer was 200 with the old tag: nothing had changed.
    @Test("differ if one has a composed é and the other a decomposed one")
    func composedAndDecomposed() throws {
        let composed = Sample.job { $0.description = "caf\u{E9}" }
        let decomposed = Sample.job { $0.description = "cafe\u{301}" }
        #expect(composed.description == decomposed.description, "which Swift's texts are")
        #expect(composed[.description] != decomposed[.description])
    }

    @Test("are equal if the text is the same, however it was created")
    func sameBytes() {
        let made = String(decoding: [0x63, 0x61, 0x66, 0xC3, 0xA9], as: UTF8.self)
        #expect(FieldValue.text(made) == .text("caf\u{E9}"))
        #expect(FieldValue.text(made).hashValue == FieldValue.text("caf\u{E9}").hashValue)
    }

    @Test("differ if one is missing and the other empty")
    func absent() {
        #expect(FieldValue(String?.none) == .null)
        #expect(FieldValue("") == .text(""))
        #expect(FieldValue.text("a").text == "a")
        #expect(FieldValue.null.text == nil)
        #expect(FieldValue.number(1).text == nil)
    }
}
