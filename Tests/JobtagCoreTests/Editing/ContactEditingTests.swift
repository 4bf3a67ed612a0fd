import Testing

@testable import JobtagCore

@Suite("A field of a contact")
struct ContactEditingTests {
    @Test("is one of four")
    func names() {
        #expect(Contact.Field.allCases.map(\.rawValue) == ["name", "email", "phone", "position"])
    }

    @Test(
        "returns the value it was set to, in one form",
        arguments: [
            (.name, .text(" Ines Moreau "), .text("Ines Moreau")), (.email, .text("ines@example.com"), .text("ines@example.com")),
            (.email, .null, .null),
            (.phone, .text(" 021 555 0100"), .text("021 555 0100")), (.phone, .text(""), .null),
            (.position, .text("Chef"), .text("Chef")),
            (.position, .null, .null),
            (.position, .text(String(repeating: "p", count: 100)), .text(String(repeating: "p", count: 100))),
        ] as [(Contact.Field, FieldValue, FieldValue)]
    )
    func accepts(field: Contact.Field, given: FieldValue, kept: FieldValue) throws {
        #expect(try Sample.contact.value(of: field, after: given) == kept)
    }

    @Test(
        "rejects a value that is not a string", arguments: Contact.Field.allCases,
        [.flag(true), .number(1), .fraction, .list([]), .record([:])] as [FieldValue])
    func otherTypes(field: Contact.Field, value: FieldValue) {
        #expect(Sample.contact.refusal(of: value, for: field) == "This must be a string.")
    }

    @Test(
        "rejects an invalid value",
        arguments: [
            (.name, .null, "This field is required."), (.name, .text(""), "This field is required."),
            (.name, .text(String(repeating: "n", count: 201)), "Use at most 200 characters."),
            (.email, .text("ines"), "Enter an e-mail address such as name@example.com."),
            (.phone, .text(String(repeating: "5", count: 51)), "Use at most 50 characters."),
            (.phone, .text("1\u{7}2"), "Enter a single line without control characters."),
            (.position, .text(String(repeating: "p", count: 101)), "Use at most 100 characters."),
            (.position, .text("a\nb"), "Enter a single line without control characters."),
        ] as [(Contact.Field, FieldValue, String)]
    )
    func refuses(field: Contact.Field, value: FieldValue, message: String) {
        #expect(Sample.contact.refusal(of: value, for: field) == message)
    }

    @Test("is in a job's history if and only if the job shows it")
    func record() {
        var contact = Sample.contact
        contact.position = "Chef"
        #expect(
            contact.record
                == .record(["id": .text(Sample.idText), "name": .text("Ines"), "email": .null, "phone": .null]))
    }
}
