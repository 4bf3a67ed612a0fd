import Testing

@testable import JobtagCore

@Suite("A field of a member of staff")
struct StaffEditingTests {
    @Test("is one of four")
    func names() {
        #expect(Staff.Field.allCases.map(\.rawValue) == ["name", "email", "role", "is_active"])
    }

    @Test(
        "returns the value it was set to, in one form",
        arguments: [
            (.name, .text(" Omar "), .text("Omar")), (.email, .text("Omar@Example.COM"), .text("omar@example.com")),
            (.role, .text("admin"), .text("admin")),
            (.role, .text("office"), .text("office")), (.role, .text("workshop"), .text("workshop")),
            (.isActive, .flag(false), .flag(false)),
            (.isActive, .flag(true), .flag(true)),
        ] as [(Staff.Field, FieldValue, FieldValue)]
    )
    func accepts(field: Staff.Field, given: FieldValue, kept: FieldValue) throws {
        #expect(try Sample.staff.value(of: field, after: given) == kept)
    }

    @Test(
        "rejects an invalid value",
        arguments: [
            (.name, .null, "This field is required."), (.name, .number(1), "This must be a string."),
            (.name, .text("a\u{1}"), "Enter a single line without control characters."),
            (.name, .text(String(repeating: "n", count: 201)), "Use at most 200 characters."),
            (.email, .null, "This field is required."), (.email, .text(" "), "This field is required."),
            (.email, .flag(false), "This must be a string."),
            (.email, .text("omar"), "Enter an e-mail address such as name@example.com."),
            (.role, .null, "This must be one of: admin, office, workshop."),
            (.role, .text("Admin"), "This must be one of: admin, office, workshop."),
            (.role, .text("root"), "This must be one of: admin, office, workshop."),
            (.role, .list([]), "This must be one of: admin, office, workshop."),
            (.isActive, .null, "This must be true or false."), (.isActive, .number(1), "This must be true or false."),
            (.isActive, .text("true"), "This must be true or false."),
        ] as [(Staff.Field, FieldValue, String)]
    )
    func refuses(field: Staff.Field, value: FieldValue, message: String) {
        #expect(Sample.staff.refusal(of: value, for: field) == message)
    }

    @Test(
        "can be edited with a password of 10 characters to 200 bytes",
        arguments: [
            ("123456789", false), ("1234567890", true), ("correct horse battery", true), ("ééééééééé", false), ("éééééééééé", true),
            (String(repeating: "p", count: 200), true), (String(repeating: "p", count: 201), false),
            (String(repeating: "é", count: 101), false), ("", false),
        ])
    func passwords(password: String, isTaken: Bool) {
        let errors = fieldErrors { try StaffEdit(fields: [:], password: password).checkPassword() }
        #expect(errors?.map(\.field) == (isTaken ? nil : ["password"]))
    }

    @Test("can be edited without a password")
    func noPassword() {
        #expect(throws: Never.self) { try StaffEdit(fields: [.name: .text("Omar")]).checkPassword() }
    }
}
