import Foundation
import Testing

@testable import JobtagCore

@Suite("A field of a job")
struct JobFieldTests {
    @Test("is one of the eighteen editable fields of the contract")
    func names() {
        #expect(
            Job.Field.allCases.map(\.rawValue) == [
                "name", "description", "status", "client_id", "contact_id", "order_number", "delivery_date", "notes",
                "pricing_methodology", "price_cap", "charge_out_rate", "speed_quality_tradeoff", "paid", "collected",
                "fully_invoiced", "rejected_flag", "priority", "assigned_to",
            ])
    }

    @Test("has its own value in a new job", arguments: Job.Field.allCases)
    func defaults(field: Job.Field) {
        let expected: FieldValue =
            switch field {
            case .name: .text("Range hood")
            case .description, .notes: .text("")
            case .status: .text("draft")
            case .pricingMethodology: .text("time_materials")
            case .speedQualityTradeoff: .text("balanced")
            case .clientID, .contactID, .orderNumber, .deliveryDate, .priceCap, .chargeOutRate: .null
            case .paid, .collected, .fullyInvoiced, .rejectedFlag: .flag(false)
            case .priority: .number(0)
            case .assignedTo: .list([])
            }
        #expect(Sample.job()[field] == expected)
    }

    static let values: [(Job.Field, FieldValue)] =
        [
            (.name, .text("Bench, 2 m")), (.name, .text(String(repeating: "n", count: 200))), (.name, .text("👩‍🔧 鈑金 e\u{301}")),
            (.description, .text("")), (.description, .text(" kept \n\tas typed ")), (.description, .text("cafe\u{301}\u{2028}")),
            (.description, .text(String(repeating: "x", count: 200_000))), (.notes, .text("a\nb")), (.notes, .text("")),
            (.clientID, .null), (.clientID, .text(Sample.idText)), (.contactID, .null), (.contactID, .text(Sample.otherIDText)),
            (.orderNumber, .null), (.orderNumber, .text("PO-7 / 3")), (.orderNumber, .text(String(repeating: "7", count: 100))),
            (.deliveryDate, .null), (.deliveryDate, .text("2028-02-29")), (.priceCap, .null), (.priceCap, .text("0.00")),
            (.priceCap, .text("99999999.99")), (.chargeOutRate, .null), (.chargeOutRate, .text("112.50")),
            (.pricingMethodology, .text("fixed_price")), (.speedQualityTradeoff, .text("faster")),
            (.speedQualityTradeoff, .text("quality")),
            (.paid, .flag(true)), (.collected, .flag(true)), (.fullyInvoiced, .flag(true)), (.rejectedFlag, .flag(true)),
            (.paid, .flag(false)), (.priority, .number(0)), (.priority, .number(1_000_000_000)), (.assignedTo, .list([])),
            (.assignedTo, .list([.text(Sample.otherIDText), .text(Sample.idText)])),
        ] + JobStatus.allCases.map { (.status, .text($0.rawValue)) }

    @Test("returns the value it was set to, without changing other fields", arguments: values)
    func roundTrip(field: Job.Field, value: FieldValue) throws {
        let before = Sample.job()
        var job = before
        try job.set(field, to: value)
        #expect(job[field] == value)
        #expect(Set(job.fields(changedFrom: before)).isSubset(of: [field]))
    }

    @Test("is covered by the table above", arguments: Job.Field.allCases)
    func isCovered(field: Job.Field) {
        #expect(Self.values.contains { $0.0 == field && $0.1 != Sample.job()[field] })
    }

    @Test(
        "stores one form of equivalent values",
        arguments: [
            (.name, .text("  Bench \n"), .text("Bench")), (.orderNumber, .text("   "), .null), (.orderNumber, .text(""), .null),
            (.orderNumber, .text("\tPO-7 "), .text("PO-7")), (.description, .null, .text("")), (.notes, .null, .text("")),
            (.clientID, .text(Sample.idText.uppercased()), .text(Sample.idText)), (.priceCap, .text("5"), .text("5.00")),
            (.priceCap, .text("-0.0"), .text("0.00")), (.chargeOutRate, .text("007.5"), .text("7.50")),
            (
                .assignedTo,
                .list([.text(Sample.idText), .text(Sample.idText.uppercased()), .text(Sample.otherIDText), .text(Sample.idText)]),
                .list([.text(Sample.idText), .text(Sample.otherIDText)])
            ),
        ] as [(Job.Field, FieldValue, FieldValue)]
    )
    func canonicalForm(field: Job.Field, given: FieldValue, kept: FieldValue) throws {
        #expect(try Sample.job().value(of: field, after: given) == kept)
    }

    @Test(
        "has a label for sentences",
        arguments: [
            (.name, "name"), (.clientID, "client"), (.contactID, "contact"), (.deliveryDate, "delivery date"),
            (.rejectedFlag, "rejected"),
            (.speedQualityTradeoff, "speed or quality"), (.assignedTo, "assignment"), (.chargeOutRate, "charge out rate"),
        ] as [(Job.Field, String)]
    )
    func label(field: Job.Field, label: String) {
        #expect(field.label == label)
    }

    @Test("has a label without underscores", arguments: Job.Field.allCases)
    func labels(field: Job.Field) {
        #expect(!field.label.contains("_") && !field.label.isEmpty)
    }
}
