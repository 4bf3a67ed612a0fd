import Testing

@testable import JobtagCore

@Suite("A field of a client")
struct ClientEditingTests {
    @Test("is one of five")
    func names() {
        #expect(Client.Field.allCases.map(\.rawValue) == ["name", "email", "phone", "address", "notes"])
    }

    @Test(
        "returns the value it was set to, in one form",
        arguments: [
            (.name, .text(" Harbour Foods Ltd "), .text("Harbour Foods Ltd")), (.email, .text("a@b.example"), .text("a@b.example")),
            (.email, .text(" Shop@Example.com "), .text("Shop@Example.com")), (.email, .null, .null), (.email, .text(""), .null),
            (.phone, .text("+64 9 555 0100"), .text("+64 9 555 0100")), (.phone, .null, .null), (.phone, .text(" "), .null),
            (.address, .text("1 Quay St\nAuckland\n"), .text("1 Quay St\nAuckland\n")), (.address, .null, .null),
            (.address, .text(""), .null),
            (.address, .text(String(repeating: "a", count: 1000)), .text(String(repeating: "a", count: 1000))),
            (.notes, .null, .text("")),
            (.notes, .text(" pays\r\nlate\r\rso "), .text(" pays\nlate\n\nso ")),
            (.address, .text("1 Quay St\r\nAuckland"), .text("1 Quay St\nAuckland")),
        ] as [(Client.Field, FieldValue, FieldValue)]
    )
    func accepts(field: Client.Field, given: FieldValue, kept: FieldValue) throws {
        #expect(try Sample.client.value(of: field, after: given) == kept)
    }

    @Test(
        "rejects a value that is not a string", arguments: Client.Field.allCases,
        [.flag(true), .number(1), .fraction, .list([]), .record([:])] as [FieldValue])
    func otherTypes(field: Client.Field, value: FieldValue) {
        #expect(Sample.client.refusal(of: value, for: field) == "This must be a string.")
    }

    @Test(
        "rejects an invalid value",
        arguments: [
            (.name, .null, "This field is required."), (.name, .text("\t"), "This field is required."),
            (.name, .text("\u{2060}"), "This field is required."),
            (.name, .text("\u{3164}"), "This field is required."),
            (.name, .text("\u{2800}\u{115F}\u{34F}"), "This field is required."),
            (.name, .text("?!"), "Enter at least one letter or digit."), (.name, .text("\u{301}"), "This field is required."),
            (.name, .text(String(repeating: "n", count: 201)), "Use at most 200 characters."),
            (.name, .text("a\rb"), "Enter a single line without control characters."),
            (.email, .text(String(repeating: "e", count: 245) + "@b.example"), "Use at most 254 characters."),
            (.email, .text("a@b.example\u{0}"), "Enter a single line without control characters."),
            (.phone, .text(String(repeating: "5", count: 51)), "Use at most 50 characters."),
            (.address, .text(String(repeating: "a", count: 1001)), "Use at most 1000 bytes."),
            (.address, .text("a\u{8}"), "Remove the control characters."),
            (.notes, .text("\0"), "Remove the control characters."),
            (.notes, .text(String(repeating: "n", count: 200_001)), "Use at most 200000 bytes."),
        ] as [(Client.Field, FieldValue, String)]
    )
    func refuses(field: Client.Field, value: FieldValue, message: String) {
        #expect(Sample.client.refusal(of: value, for: field) == message)
    }

    @Test(
        "rejects an invalid e-mail address",
        arguments: [
            "shop", "@", "@example.com", "shop@", "a@b@c", "a b@example.com", "a@exam ple.com", "a@b\u{A0}c", "a@b\u{2003}c",
            "a@@b",
        ])
    func emails(_ text: String) {
        #expect(Sample.client.refusal(of: .text(text), for: .email) == "Enter an e-mail address such as name@example.com.")
    }
}
