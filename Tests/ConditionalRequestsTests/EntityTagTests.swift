import ConditionalRequests
import HTTPTypes
import Testing

@Suite("An entity tag")
struct EntityTagTests {
    @Test(
        "is parsed with its quotes and strength",
        arguments: [
            (#""x""#, "x", false),
            (#"W/"x""#, "x", true),
            (#""""#, "", false),
            (#"W/"""#, "", true),
            (" \t\"x\"\t ", "x", false),
            (#""a,b""#, "a,b", false),
            (#""a\b""#, #"a\b"#, false),
            (#""*""#, "*", false),
            (#""W/""#, "W/", false),
            (#""!#~""#, "!#~", false),
            (#""é""#, "é", false),
        ]
    )
    func accepts(text: String, opaqueTag: String, isWeak: Bool) throws {
        let tag = try EntityTag(parsing: text)
        #expect(tag.opaqueTag == opaqueTag)
        #expect(tag.isWeak == isWeak)
        #expect(try EntityTag(parsing: tag.description) == tag)
        #expect(EntityTag(opaqueTag: opaqueTag, isWeak: isWeak) == tag)
        #expect(try EntityTag(parsing: text[...]) == tag)
    }

    @Test(
        "is rejected with the reason and position",
        arguments: [
            ("", .empty, 0),
            (" \t", .empty, 0),
            ("x", .unquoted, 0),
            ("'x'", .unquoted, 0),
            ("“x”", .unquoted, 0),
            ("W/x", .unquoted, 2),
            ("W/", .unquoted, 2),
            (#"W "x""#, .unquoted, 0),
            (#"W/ "x""#, .unquoted, 2),
            (#"w/"x""#, .lowercaseWeakPrefix, 0),
            ("w/x", .unquoted, 0),
            (#""x"#, .missingClosingQuote, 0),
            (#"""#, .missingClosingQuote, 0),
            (#" W/"x"#, .missingClosingQuote, 3),
            (#""a b""#, .characterNotAllowed(0x20), 2),
            ("\"a\tb\"", .characterNotAllowed(0x09), 2),
            ("\"\u{7F}\"", .characterNotAllowed(0x7F), 1),
            ("\"\0\"", .characterNotAllowed(0x00), 1),
            (#""a", "b""#, .moreThanOneTag, 3),
            (#""a"b"#, .moreThanOneTag, 3),
            ("*", .wildcardNotAlone, 0),
        ] as [(String, EntityTagSyntaxError.Kind, Int)]
    )
    func rejects(text: String, kind: EntityTagSyntaxError.Kind, offset: Int) {
        #expect(throws: EntityTagSyntaxError(kind, at: offset)) { try EntityTag(parsing: text) }
    }

    @Test("cannot contain a character that is not allowed", arguments: ["a b", "\"", "\u{7F}", "\n", "\0"])
    func refusesOpaqueTag(_ opaqueTag: String) {
        #expect(EntityTag(opaqueTag: opaqueTag) == nil)
    }

    @Test(
        "compares as in the table of RFC 9110 §8.8.3.2",
        arguments: [
            (#"W/"1""#, #"W/"1""#, false, true),
            (#"W/"1""#, #"W/"2""#, false, false),
            (#"W/"1""#, #""1""#, false, true),
            (#""1""#, #""1""#, true, true),
        ]
    )
    func comparison(left: String, right: String, strong: Bool, weak: Bool) throws {
        let (left, right) = (try EntityTag(parsing: left), try EntityTag(parsing: right))
        #expect(left.matches(right, by: .strong) == strong)
        #expect(right.matches(left, by: .strong) == strong)
        #expect(left.matches(right, by: .weak) == weak)
        #expect(right.matches(left, by: .weak) == weak)
    }

    @Test("differs from another tag in any single octet, at any length", arguments: 1...20)
    func everyOctetCounts(length: Int) {
        let tag = EntityTag(unchecked: String(repeating: "a", count: length))
        #expect(tag.matches(EntityTag(unchecked: String(repeating: "a", count: length)), by: .strong))
        #expect(!tag.matches(EntityTag(unchecked: String(repeating: "a", count: length + 1)), by: .weak))
        for index in 0..<length {
            var octets = [UInt8](repeating: UInt8(ascii: "a"), count: length)
            octets[index] = UInt8(ascii: "b")
            #expect(!tag.matches(EntityTag(unchecked: String(decoding: octets, as: UTF8.self)), by: .weak))
        }
    }

    @Test("compares by octets: canonically equivalent Unicode text is a different tag")
    func octetsNotUnicode() {
        let (composed, decomposed) = (EntityTag(unchecked: "\u{E9}"), EntityTag(unchecked: "e\u{301}"))
        #expect(composed.opaqueTag == decomposed.opaqueTag)
        #expect(composed != decomposed)
        #expect(!composed.matches(decomposed, by: .weak))
        #expect(Set([composed, decomposed]).count == 2)
    }

    @Test("equals only a tag of the same strength")
    func equality() {
        #expect(EntityTag(unchecked: "x") != EntityTag(unchecked: "x", isWeak: true))
    }

    @Test(
        "has an error that shows the correct form",
        arguments: [
            .empty, .unquoted, .missingClosingQuote, .characterNotAllowed(0x20), .characterNotAllowed(0x0A),
            .lowercaseWeakPrefix, .missingComma, .wildcardNotAlone, .moreThanOneTag,
        ] as [EntityTagSyntaxError.Kind]
    )
    func errorText(_ kind: EntityTagSyntaxError.Kind) {
        #expect(EntityTagSyntaxError(kind, at: 7).description.contains("\"v1\""))
        #expect(kind == .empty || EntityTagSyntaxError(kind, at: 7).description.hasPrefix("At byte 7: "))
    }

    @Test("has an error that names the invalid octet")
    func errorNamesOctet() {
        #expect(EntityTagSyntaxError(.characterNotAllowed(0x0A), at: 1).description.contains("0x0A"))
        #expect(EntityTagSyntaxError(.characterNotAllowed(0x20), at: 1).description.contains("a space"))
    }
}
