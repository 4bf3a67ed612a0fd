import Testing

@testable import JobtagCore

@Suite("A quantity")
struct QuantityTests {
    @Test(
        "is parsed to the thousandth, and written with two decimal places, or three if needed",
        arguments: [
            ("0", 0, "0.00"),
            ("-0.000", 0, "0.00"),
            ("2.5", 2_500, "2.50"),
            ("2.50", 2_500, "2.50"),
            ("2.500", 2_500, "2.50"),
            ("2.505", 2_505, "2.505"),
            ("0.001", 1, "0.001"),
            ("-0.001", -1, "-0.001"),
            ("0.010", 10, "0.01"),
            ("0.1", 100, "0.10"),
            ("100", 100_000, "100.00"),
            ("0000000003.250", 3_250, "3.25"),
            ("9999999999.999", 9_999_999_999_999, "9999999999.999"),
            ("-9999999999.999", -9_999_999_999_999, "-9999999999.999"),
        ] as [(String, Int64, String)]
    )
    func accepts(text: String, thousandths: Int64, written: String) throws {
        let quantity = try #require(Quantity(text))
        #expect(quantity.thousandths == thousandths)
        #expect(quantity.description == written)
        #expect(Quantity(written) == quantity)
    }

    @Test(
        "is rejected unless it is a plain decimal with at most three decimal places and ten digits before the point",
        arguments: [
            "", "-", ".", "1.", ".5", "+1", "1.2345", "1.0000", "12345678901", "1 ", " 1", "1e3", "１", "1,5", "1.2.3", "--1", "1h",
            "1:30",
        ]
    )
    func rejects(_ text: String) {
        #expect(Quantity(text) == nil)
    }

    @Test("adds up exactly", arguments: [(["0.1", "0.2"], "0.30"), (["0.001", "0.009"], "0.01"), (["7.25", "-0.255"], "6.995")])
    func sums(terms: [String], sum: String) throws {
        #expect(try terms.map { try #require(Quantity($0)) }.reduce(.zero, +).description == sum)
    }

    @Test(
        "times a price is rounded to the hundredth, half away from zero",
        arguments: [
            ("2.5", "85.00", "212.50"),
            ("3", "0.10", "0.30"),
            ("0.333", "100.00", "33.30"),
            ("0.001", "1.00", "0.00"),
            ("0.001", "4.99", "0.00"),
            ("0.001", "5.00", "0.01"),
            ("0.001", "-4.99", "0.00"),
            ("0.001", "-5.00", "-0.01"),
            ("-0.001", "5.00", "-0.01"),
            ("-0.001", "-5.00", "0.01"),
            ("0.5", "0.01", "0.01"),
            ("-0.5", "0.01", "-0.01"),
            ("0.499", "0.01", "0.00"),
            ("-0.499", "0.01", "0.00"),
            ("1.5", "0.01", "0.02"),
            ("-1.5", "0.01", "-0.02"),
            ("2.5", "0.01", "0.03"),
            ("-2.5", "0.01", "-0.03"),
            ("1.005", "1.00", "1.01"),
            ("0", "-99.99", "0.00"),
            ("-1", "0.00", "0.00"),
        ]
    )
    func product(quantity: String, price: String, expected: String) throws {
        #expect((try #require(Quantity(quantity)) * #require(Amount(price))).description == expected)
    }

    @Test(
        "times a price is off by at most half a hundredth, and changes sign with either", arguments: 1...2 as ClosedRange<UInt64>)
    func rounding(seed: UInt64) {
        var random = RepeatableRandom(state: seed)
        for _ in 0..<2000 {
            let quantity = Quantity(thousandths: .random(in: -9_999...9_999, using: &random))
            let price = Amount(hundredths: .random(in: -9_999...9_999, using: &random))
            let exact = quantity.thousandths * price.hundredths
            let product = (quantity * price).hundredths
            #expect(abs(product * 1000 - exact) <= 500)
            #expect(abs(product) * 1000 + 500 > abs(exact), "a half is rounded away from zero")
            #expect((Quantity(thousandths: -quantity.thousandths) * price).hundredths == -product)
        }
    }

    @Test("times a price is exact at the limits of a line", arguments: [1, -1] as [Int64], [1, -1] as [Int64])
    func limits(signOfQuantity: Int64, signOfPrice: Int64) {
        let quantity = Quantity(thousandths: signOfQuantity * CostLine.quantities.upperBound.thousandths)
        let price = Amount(hundredths: signOfPrice * CostLine.amounts.upperBound.hundredths)
        // 999,999.999 × 9,999,999.99
        #expect((quantity * price).description == (signOfQuantity == signOfPrice ? "" : "-") + "9999999980000.00")
    }
}
