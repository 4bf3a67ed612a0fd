import Testing

@testable import JobtagCore

@Suite("The totals of a cost set")
struct CostTotalsTests {
    struct Row: Sendable {
        let lines: [CostLine]
        let cost: String
        let revenue: String
        let hours: String
        let margin: String
    }

    @Test(
        "are the exact sums of the lines, with hours only from time",
        arguments: [
            Row(lines: [], cost: "0.00", revenue: "0.00", hours: "0.00", margin: "0.00"),
            Row(
                lines: [Sample.line(.time, quantity: "2.5", cost: "40.00", revenue: "85.00")],
                cost: "100.00", revenue: "212.50", hours: "2.50", margin: "112.50"),
            Row(
                lines: [Sample.line(.material, quantity: "3", cost: "10.00", revenue: "12.00")],
                cost: "30.00", revenue: "36.00", hours: "0.00", margin: "6.00"),
            Row(
                lines: [Sample.line(.adjustment, quantity: "1", cost: "0.00", revenue: "-50.00")],
                cost: "0.00", revenue: "-50.00", hours: "0.00", margin: "-50.00"),
            Row(
                lines: [
                    Sample.line(.time, quantity: "0.1", cost: "0.00", revenue: "0.00"), Sample.line(.time, quantity: "0.2"),
                    Sample.line(.adjustment, quantity: "-4", cost: "1.00", revenue: "2.00"), Sample.line(.material, quantity: "9"),
                ], cost: "-4.00", revenue: "-8.00", hours: "0.30", margin: "-4.00"),
            Row(
                lines: [Sample.line(cost: "0.10", revenue: "0.20"), Sample.line(cost: "0.20", revenue: "0.10")],
                cost: "0.30", revenue: "0.30", hours: "0.00", margin: "0.00"),
            Row(
                lines: Array(repeating: Sample.line(.time, quantity: "0.333", cost: "0.01", revenue: "100.00"), count: 3),
                cost: "0.00", revenue: "99.90", hours: "0.999", margin: "99.90"),
            Row(
                lines: Array(repeating: Sample.line(.time, quantity: "0.5", cost: "0.01", revenue: "0.03"), count: 3),
                cost: "0.03", revenue: "0.06", hours: "1.50", margin: "0.03"),
        ]
    )
    func totals(row: Row) {
        let totals = CostSet(kind: .quote, revision: 1, lines: row.lines).totals
        #expect(totals.cost.description == row.cost)
        #expect(totals.revenue.description == row.revenue)
        #expect(totals.hours.description == row.hours)
        #expect(totals.margin.description == row.margin)
    }

    @Test("are exact with the maximum number of lines at maximum values", arguments: [1, -1] as [Int64])
    func limits(sign: Int64) {
        let line = CostLine(
            id: Sample.id, kind: .time, description: "", quantity: CostLine.quantities.upperBound,
            unitCost: Amount(hundredths: -sign * CostLine.amounts.upperBound.hundredths),
            unitRevenue: Amount(hundredths: sign * CostLine.amounts.upperBound.hundredths), createdBy: nil)
        let totals = CostSet(kind: .actual, revision: 1, lines: Array(repeating: line, count: CostLine.maximumPerSet)).totals
        #expect(totals.revenue.description == (sign < 0 ? "-" : "") + "9999999980000000.00")
        #expect(totals.cost.description == (sign > 0 ? "-" : "") + "9999999980000000.00")
        #expect(totals.margin.description == (sign < 0 ? "-" : "") + "19999999960000000.00")
        #expect(totals.hours.description == "999999999.00")
    }

    @Test("do not depend on the order of the lines", arguments: 1...2 as ClosedRange<UInt64>)
    func order(seed: UInt64) {
        var random = RepeatableRandom(state: seed)
        let lines = (0..<200).map { _ in
            CostLine(
                id: Sample.id, kind: CostLine.Kind.allCases.randomElement(using: &random)!, description: "",
                quantity: Quantity(thousandths: .random(in: -99_999...99_999, using: &random)),
                unitCost: Amount(hundredths: .random(in: -99_999...99_999, using: &random)),
                unitRevenue: Amount(hundredths: .random(in: -99_999...99_999, using: &random)), createdBy: nil)
        }
        let totals = CostSet(kind: .quote, revision: 1, lines: lines).totals
        #expect(CostSet(kind: .quote, revision: 1, lines: lines.shuffled(using: &random)).totals == totals)
        #expect(totals.cost.hundredths == lines.map(\.cost.hundredths).reduce(0, +))
        #expect(totals.margin + totals.cost == totals.revenue)
    }
}
