import Foundation
import JobtagCore
import Testing

@Suite("The totals of a cost set")
struct CostTotalsTests {
    /// One line: its kind, quantity, unit cost and unit revenue; and what cost, revenue and hours these come to.
    struct Row: Sendable {
        let line: (kind: String, quantity: String, cost: String, revenue: String)
        let totals: (cost: String, revenue: String, hours: String)

        init(_ kind: String, _ quantity: String, _ cost: String, _ revenue: String, is totals: (String, String, String)) {
            line = (kind, quantity, cost, revenue)
            self.totals = totals
        }
    }

    static let table = [
        Row("time", "0.1", "0.10", "0.30", is: ("0.01", "0.03", "0.10")),
        Row("time", "1.005", "100.00", "100.01", is: ("100.50", "100.51", "1.005")),
        // Half a hundredth is rounded away from zero.
        Row("material", "0.5", "0.01", "0.03", is: ("0.01", "0.02", "0.00")),
        Row("adjustment", "-0.5", "0.01", "0.03", is: ("-0.01", "-0.02", "0.00")),
        Row("material", "0.499", "0.01", "0.00", is: ("0.00", "0.00", "0.00")),
        Row("adjustment", "1", "-12.50", "-0.01", is: ("-12.50", "-0.01", "0.00")),
        Row("material", "999999.999", "9999999.99", "9999999.99", is: ("9999999980000.00", "9999999980000.00", "0.00")),
    ]

    @Test("are exact to the hundredth", arguments: StoreUnderTest.all, table)
    func exact(_ kind: StoreUnderTest, _ row: Row) async throws {
        try await kind.withShop { shop in
            let edit: Edit<CostLine> = [
                .kind: .text(row.line.kind), .quantity: .text(row.line.quantity), .unitCost: .text(row.line.cost),
                .unitRevenue: .text(row.line.revenue),
            ]
            let (line, job) = try await shop.addLine(to: shop.job(), .quote, edit)
            let set = try await shop.costSet(.quote, of: job)
            #expect(set.lines == [line])
            #expect(set.totals.cost.description == row.totals.cost)
            #expect(set.totals.revenue.description == row.totals.revenue)
            #expect(set.totals.hours.description == row.totals.hours)
        }
    }

    @Test("of many lines are the sums of the displayed lines", arguments: StoreUnderTest.all)
    func many(_ kind: StoreUnderTest) async throws {
        try await kind.withShop { shop in
            let job = try await shop.job()
            try await shop.store.write { session in
                for number in 0..<1000 {
                    let line = CostLine(
                        id: shop.ids.next(), kind: number.isMultiple(of: 2) ? .time : .material, description: "x",
                        quantity: Quantity(thousandths: 999_999_999), unitCost: Amount(hundredths: 999_999_999),
                        unitRevenue: Amount(hundredths: 1), createdBy: nil)
                    try session.insert(line, ofJob: job.id, .actual, revision: 1)
                }
            }
            let totals = try await shop.costSet(.actual, of: job).totals
            #expect(totals.cost.description == "9999999980000000.00")
            #expect(totals.revenue.description == "10000000.00")
            #expect(totals.hours.description == "499999999.50")
            #expect(totals.margin.description == "-9999999970000000.00")
        }
    }
}
