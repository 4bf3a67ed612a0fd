import ConditionalRequests
import HTTPTypes
import Testing

@Suite("A list of entity tags")
struct EntityTagListTests {
    @Test(
        "is parsed with unusual spacing and empty elements",
        arguments: [
            (#""a""#, [#""a""#]),
            (#""a","b""#, [#""a""#, #""b""#]),
            (#""a", W/"b", "c""#, [#""a""#, #"W/"b""#, #""c""#]),
            ("\"a\"\t,\t \"b\" ", [#""a""#, #""b""#]),
            (#",, "a" ,, ,"b", "#, [#""a""#, #""b""#]),
            (#""a,b", "c""#, [#""a,b""#, #""c""#]),
            (#""a", "a""#, [#""a""#, #""a""#]),
            (#""*""#, [#""*""#]),
        ]
    )
    func accepts(text: String, tags: [String]) throws {
        let expected = EntityTagList.tags(try tags.map { try EntityTag(parsing: $0) })
        #expect(try EntityTagList(parsing: text) == expected)
        #expect(try EntityTagList(parsing: expected.description) == expected)
    }

    @Test("matches any version if it is a wildcard", arguments: ["*", " * ", "\t*"])
    func wildcard(_ text: String) throws {
        #expect(try EntityTagList(parsing: text) == .any)
    }

    @Test(
        "is rejected with the reason and position",
        arguments: [
            ("", .empty, 0),
            (" , ,\t", .empty, 0),
            ("a", .unquoted, 0),
            (#""a", b"#, .unquoted, 5),
            (#""a", W/b"#, .unquoted, 7),
            (#""a", w/"b""#, .lowercaseWeakPrefix, 5),
            (#""a" "b""#, .missingComma, 4),
            (#""a""b""#, .missingComma, 3),
            (#""a"; "b""#, .missingComma, 3),
            (#""a", "b"#, .missingClosingQuote, 5),
            (#""a, "b""#, .characterNotAllowed(0x20), 3),
            ("\"a\u{1}\"", .characterNotAllowed(0x01), 2),
            (#"*, "a""#, .wildcardNotAlone, 0),
            (#""a", *"#, .wildcardNotAlone, 5),
            (", *", .wildcardNotAlone, 2),
            ("*, *", .wildcardNotAlone, 0),
            ("**", .wildcardNotAlone, 0),
            ("W/*", .unquoted, 2),
        ] as [(String, EntityTagSyntaxError.Kind, Int)]
    )
    func rejects(text: String, kind: EntityTagSyntaxError.Kind, offset: Int) {
        #expect(throws: EntityTagSyntaxError(kind, at: offset)) { try EntityTagList(parsing: text) }
        let parsed = Preconditions([.ifMatch: text]).ifMatch
        // `HTTPField` itself replaces octets that no field may carry.
        if HTTPField.isValidValue(text) || text.isEmpty {
            #expect(parsed == .malformed(EntityTagSyntaxError(kind, at: offset)))
        }
    }

    @Test("has a limit")
    func limit() throws {
        let most = Array(repeating: #""a""#, count: EntityTagList.maximumCount).joined(separator: ",")
        #expect(throws: Never.self) { try EntityTagList(parsing: most) }
        #expect(throws: EntityTagSyntaxError(.tooManyTags, at: most.utf8.count + 1)) {
            try EntityTagList(parsing: most + #","a""#)
        }
    }

    @Test("can span several field lines, in order")
    func repeatedLines() throws {
        var fields = HTTPFields()
        #expect(try EntityTagList(.ifMatch, in: fields) == nil)
        fields.append(HTTPField(name: .ifMatch, value: #""a", "b""#))
        fields.append(HTTPField(name: .ifNoneMatch, value: "*"))
        fields.append(HTTPField(name: HTTPField.Name("IF-MATCH")!, value: #"W/"c""#))
        let expected = try EntityTagList(parsing: #""a", "b", W/"c""#)
        #expect(try EntityTagList(.ifMatch, in: fields) == expected)
        #expect(Preconditions(fields).ifMatch == .value(expected))
        #expect(Preconditions(fields).ifNoneMatch == .value(.any))
        fields.append(HTTPField(name: .ifMatch, value: "*"))
        #expect(throws: EntityTagSyntaxError(.wildcardNotAlone, at: 17)) { try EntityTagList(.ifMatch, in: fields) }
        #expect(Preconditions(fields).ifMatch == .malformed(EntityTagSyntaxError(.wildcardNotAlone, at: 17)))
    }

    @Test("accepts octets that are not UTF-8, which match no UTF-8 tag")
    func octetsThatAreNotUTF8() throws {
        let field = HTTPField(name: .ifMatch, value: [0x22, 0xE9, 0x22])
        let list = try #require(Preconditions(HTTPFields([field])).ifMatch.value)
        #expect(!list.contains(EntityTag(unchecked: "é"), by: .weak, tolerance: .contentCodings))
        #expect(!list.contains(EntityTag(unchecked: ""), by: .weak, tolerance: .contentCodings))
    }

    @Test("names every version if it is a wildcard")
    func wildcardContains() {
        #expect(EntityTagList.any.contains(EntityTag(unchecked: "x", isWeak: true), by: .strong))
    }
}
