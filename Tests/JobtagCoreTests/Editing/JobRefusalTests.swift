import Testing

@testable import JobtagCore

@Suite("A field of a job rejects")
struct JobRefusalTests {
    private static let notText: [FieldValue] = [.flag(true), .number(1), .fraction, .list([]), .record([:])]

    @Test(
        "a value of another type",
        arguments: [
            (.name, "This must be a string."), (.description, "This must be a string."), (.orderNumber, "This must be a string."),
            (.notes, "This must be a string."),
            (
                .status,
                "This must be one of: draft, awaiting_approval, approved, in_progress, unusual, recently_completed, special, archived."
            ),
            (.pricingMethodology, "This must be one of: time_materials, fixed_price."),
            (.speedQualityTradeoff, "This must be one of: faster, balanced, quality."),
            (.clientID, "This must be a UUID or null."), (.contactID, "This must be a UUID or null."),
            (.deliveryDate, "This must be a date such as \"2026-11-23\", or null."),
            (.priceCap, "This must be a number in quotes with at most two decimal places, such as \"1250.00\"."),
            (
                .chargeOutRate,
                "This must be a number in quotes with at most two decimal places, such as \"1250.00\"."
            ),
        ] as [(Job.Field, String)], notText
    )
    func otherTypes(row: (field: Job.Field, message: String), value: FieldValue) {
        #expect(Sample.job().refusal(of: value, for: row.field) == row.message)
    }

    @Test(
        "anything but true and false for a flag",
        arguments: [Job.Field.paid, .collected, .fullyInvoiced, .rejectedFlag],
        [.null, .text("true"), .text(""), .number(0), .number(1), .fraction, .list([]), .record([:])] as [FieldValue])
    func flags(field: Job.Field, value: FieldValue) {
        #expect(Sample.job().refusal(of: value, for: field) == "This must be true or false.")
    }

    @Test(
        "null for a required value",
        arguments: [Job.Field.status, .pricingMethodology, .speedQualityTradeoff, .priority, .assignedTo, .name])
    func null(field: Job.Field) {
        #expect(Sample.job().refusal(of: .null, for: field) != nil)
    }

    @Test(
        "an invalid value",
        arguments: [
            (.name, .null, "This field is required."), (.name, .text(""), "This field is required."),
            (.name, .text(" \n\t "), "This field is required."),
            (.name, .text(String(repeating: "n", count: 201)), "Use at most 200 characters."),
            (.name, .text("a\nb"), "Enter a single line without control characters."),
            (.name, .text("a\0"), "Enter a single line without control characters."),
            (.name, .text("a\u{7F}b"), "Enter a single line without control characters."),
            (.name, .text("a\u{85}b"), "Enter a single line without control characters."),
            (.orderNumber, .text("a\tb"), "Enter a single line without control characters."),
            (.orderNumber, .text(String(repeating: "7", count: 101)), "Use at most 100 characters."),
            (.description, .text("a\0b"), "Remove the control characters."),
            (.description, .text("\u{1B}[31m"), "Remove the control characters."),
            (.description, .text("\u{9F}"), "Remove the control characters."),
            (.description, .text(String(repeating: "x", count: 200_001)), "Use at most 200000 bytes."),
            (.notes, .text(String(repeating: "é", count: 100_001)), "Use at most 200000 bytes."),
            (.clientID, .text(""), "This must be a UUID or null."), (.clientID, .text("7"), "This must be a UUID or null."),
            (.contactID, .text(Sample.idText + " "), "This must be a UUID or null."),
            (.deliveryDate, .text(""), "This must be a date such as \"2026-11-23\", or null."),
            (.deliveryDate, .text("2026-02-30"), "This must be a date such as \"2026-11-23\", or null."),
            (.deliveryDate, .text("23.11.2026"), "This must be a date such as \"2026-11-23\", or null."),
            (.deliveryDate, .text("2026-11-23T00:00:00Z"), "This must be a date such as \"2026-11-23\", or null."),
            (.priceCap, .text("-0.01"), "Use a value from 0.00 to 99999999.99."),
            (.priceCap, .text("100000000.00"), "Use a value from 0.00 to 99999999.99."),
            (.chargeOutRate, .text("-1"), "Use a value from 0.00 to 99999999.99."),
            (.priority, .number(-1), "Use a value from 0 to 1000000000."),
            (.priority, .number(1_000_000_001), "Use a value from 0 to 1000000000."),
            (.priority, .number(.min), "Use a value from 0 to 1000000000."),
            (.priority, .fraction, "This must be a whole number."),
            (.priority, .text("1"), "This must be a whole number."), (.priority, .flag(true), "This must be a whole number."),
            (.assignedTo, .text(Sample.idText), "This must be a list of at most 50 UUIDs."),
            (.assignedTo, .record([:]), "This must be a list of at most 50 UUIDs."),
            (.assignedTo, .list(Array(repeating: .text(Sample.idText), count: 51)), "This must be a list of at most 50 UUIDs."),
            (.assignedTo, .list([.text(Sample.idText), .null]), "This must be a list of UUIDs."),
            (.assignedTo, .list([.list([])]), "This must be a list of UUIDs."),
            (.assignedTo, .list([.text("nobody")]), "This must be a list of UUIDs."),
        ] as [(Job.Field, FieldValue, String)]
    )
    func values(field: Job.Field, value: FieldValue, message: String) {
        #expect(Sample.job().refusal(of: value, for: field) == message)
    }

    @Test(
        "a choice in another spelling",
        arguments: [Job.Field.status, .pricingMethodology, .speedQualityTradeoff],
        ["", " ", "Draft", "DRAFT", "draft ", "in progress", "inProgress", "quote", "Fixed_Price", "quality\n", "null"])
    func choices(field: Job.Field, text: String) {
        #expect(Sample.job().refusal(of: .text(text), for: field)?.hasPrefix("This must be one of: ") == true)
    }

    @Test(
        "an amount that is not a plain decimal", arguments: [Job.Field.priceCap, .chargeOutRate],
        ["", "1.", ".5", "+1", "1e3", "1,50", "$5", "1.234", "NaN"])
    func amounts(field: Job.Field, text: String) {
        #expect(Sample.job().refusal(of: .text(text), for: field)?.hasPrefix("This must be a number in quotes") == true)
    }

    @Test("without changing anything", arguments: Job.Field.allCases)
    func unchanged(field: Job.Field) {
        var job = Sample.job()
        #expect(throws: InvalidValue.self) { try job.set(field, to: .record(["a": .null])) }
        #expect(job == Sample.job())
    }
}
