import Testing

@testable import JobtagCore

@Suite("A field of a cost line")
struct CostLineEditingTests {
    @Test("is one of the five fields of the contract")
    func names() {
        #expect(CostLine.Field.allCases.map(\.rawValue) == ["kind", "description", "quantity", "unit_cost", "unit_rev"])
    }

    @Test(
        "returns the value it was set to, in one form",
        arguments: [
            (.kind, .text("time"), .text("time")), (.kind, .text("material"), .text("material")),
            (.kind, .text("adjustment"), .text("adjustment")),
            (.description, .text(" Sheet 1.2 mm "), .text("Sheet 1.2 mm")),
            (.description, .text(String(repeating: "d", count: 500)), .text(String(repeating: "d", count: 500))),
            (.quantity, .text("2.5"), .text("2.50")), (.quantity, .text("0.125"), .text("0.125")),
            (.quantity, .text("-3"), .text("-3.00")),
            (.quantity, .text("999999.999"), .text("999999.999")), (.quantity, .text("-999999.999"), .text("-999999.999")),
            (.unitCost, .text("9999999.99"), .text("9999999.99")), (.unitCost, .text("-9999999.99"), .text("-9999999.99")),
            (.unitRevenue, .text("0"), .text("0.00")), (.unitRevenue, .text("85"), .text("85.00")),
        ] as [(CostLine.Field, FieldValue, FieldValue)]
    )
    func accepts(field: CostLine.Field, given: FieldValue, kept: FieldValue) throws {
        #expect(try Sample.line().value(of: field, after: given) == kept)
    }

    @Test(
        "rejects an invalid value",
        arguments: [
            (.kind, .null, "This must be one of: time, material, adjustment."),
            (.kind, .text("labour"), "This must be one of: time, material, adjustment."),
            (.kind, .number(1), "This must be one of: time, material, adjustment."),
            (.description, .null, "This field is required."),
            (.description, .text("  "), "This field is required."),
            (.description, .text("a\nb"), "Enter a single line without control characters."),
            (.description, .text(String(repeating: "d", count: 501)), "Use at most 500 characters."),
            (.description, .flag(true), "This must be a string."),
            (.quantity, .text("1000000"), "Use a value from -999999.999 to 999999.999."),
            (.quantity, .text("-1000000"), "Use a value from -999999.999 to 999999.999."),
            (.unitCost, .text("10000000.00"), "Use a value from -9999999.99 to 9999999.99."),
            (.unitRevenue, .text("-10000000.00"), "Use a value from -9999999.99 to 9999999.99."),
        ] as [(CostLine.Field, FieldValue, String)]
    )
    func refuses(field: CostLine.Field, value: FieldValue, message: String) {
        #expect(Sample.line().refusal(of: value, for: field) == message)
    }

    @Test(
        "that is a number rejects anything but a decimal string",
        arguments: [CostLine.Field.quantity, .unitCost, .unitRevenue],
        [.null, .number(5), .fraction, .flag(true), .list([]), .text(""), .text("five"), .text("1."), .text("1.2345"), .text("+1")]
            as [FieldValue])
    func decimals(field: CostLine.Field, value: FieldValue) {
        #expect(Sample.line().refusal(of: value, for: field)?.hasPrefix("This must be a number in quotes") == true)
    }

    @Test(
        "can be negative only in an adjustment",
        arguments: CostLine.Kind.allCases,
        [("-1", "0", "0", "quantity"), ("1", "-0.01", "0", "unit_cost"), ("1", "0", "-0.01", "unit_rev")])
    func negative(kind: CostLine.Kind, row: (quantity: String, cost: String, revenue: String, field: String)) {
        let line = Sample.line(kind, quantity: row.quantity, cost: row.cost, revenue: row.revenue)
        if kind == .adjustment {
            #expect(throws: Never.self) { try line.checkTogether() }
        } else {
            #expect(fieldErrors { try line.checkTogether() } == [FieldError(row.field, "Only an adjustment can be negative.")])
        }
    }

    @Test("is reported together with all other negative fields")
    func allNegative() {
        let line = Sample.line(.time, quantity: "-1", cost: "-1", revenue: "-1")
        #expect(fieldErrors { try line.checkTogether() }?.map(\.field) == ["quantity", "unit_cost", "unit_rev"])
        #expect(throws: Never.self) { try Sample.line(.time, quantity: "0").checkTogether() }
    }

    @Test("is stored in history with the line's id and author")
    func record() {
        let blank = CostLine(blank: Sample.id, createdBy: Sample.otherID)
        #expect(
            blank.record
                == .record([
                    "id": .text(Sample.idText), "kind": .text("time"), "description": .text(""), "quantity": .text("1.00"),
                    "unit_cost": .text("0.00"), "unit_rev": .text("0.00"), "created_by": .text(Sample.otherIDText),
                ]))
    }

    @Test("is restored from history unchanged", arguments: CostLine.Kind.allCases)
    func fromHistory(kind: CostLine.Kind) {
        let line = Sample.line(kind, quantity: "-2.125", cost: "-0.01", revenue: "9999999.99")
        #expect(CostLine(record: line.record) == line)
    }

    @Test(
        "is not restored from a value that is not a line's record",
        arguments: [nil, .null, .record([:]), .record(["id": .text(Sample.idText)]), .record(["id": .text("x")])] as [FieldValue?])
    func notALine(record: FieldValue?) {
        #expect(CostLine(record: record) == nil)
    }
}
