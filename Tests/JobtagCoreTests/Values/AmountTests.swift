import Testing

@testable import JobtagCore

@Suite("An amount of money")
struct AmountTests {
    @Test(
        "is parsed to the hundredth, and written with two decimal places",
        arguments: [
            ("0", 0, "0.00"),
            ("0.0", 0, "0.00"),
            ("-0", 0, "0.00"),
            ("-0.00", 0, "0.00"),
            ("1", 100, "1.00"),
            ("1.5", 150, "1.50"),
            ("1.05", 105, "1.05"),
            ("0.01", 1, "0.01"),
            ("-0.01", -1, "-0.01"),
            ("-12.5", -1_250, "-12.50"),
            ("1250.00", 125_000, "1250.00"),
            ("007", 700, "7.00"),
            ("0000000001.10", 110, "1.10"),
            ("9999999999.99", 999_999_999_999, "9999999999.99"),
            ("-9999999999.99", -999_999_999_999, "-9999999999.99"),
        ] as [(String, Int64, String)]
    )
    func accepts(text: String, hundredths: Int64, written: String) throws {
        let amount = try #require(Amount(text))
        #expect(amount.hundredths == hundredths)
        #expect(amount.description == written)
        #expect(Amount(written) == amount)
    }

    @Test(
        "is rejected unless it is a plain decimal with at most two decimal places and ten digits before the point",
        arguments: [
            "", " ", "-", "+", ".", "-.", "1.", "-1.", ".5", "-.5", "+1", "+1.00", "--1", "1-", "-+1", "1.234", "1.000", "0.001",
            "1.2.3", "1..2", "10000000000", "00000000001", "12345678901.00", " 1", "1 ", "1 000", "1,000", "1,5", "1_000", "1\n",
            "1\0", "\t1", "1e3", "1E3", "1e-2", "0x10", "1f", "Infinity", "inf", "NaN", "null", "one", "$1", "1.5€", "１", "1.５",
            "١٢",
            "−1", "1٫5", "½", "1\u{301}", "1.0\u{301}", "\u{FEFF}1", "99999999999999999999999999",
        ]
    )
    func rejects(_ text: String) {
        #expect(Amount(text) == nil)
    }

    @Test(
        "adds up exactly",
        arguments: [
            (["0.10", "0.20"], "0.30"),
            (Array(repeating: "0.10", count: 10), "1.00"),
            (Array(repeating: "0.01", count: 1000), "10.00"),
            (["1.10", "2.20", "-3.30"], "0.00"),
            (["9999999999.99", "0.01"], "10000000000.00"),
            (["-0.05", "0.04"], "-0.01"),
        ]
    )
    func sums(terms: [String], sum: String) throws {
        let amounts = try terms.map { try #require(Amount($0)) }
        #expect(amounts.reduce(.zero, +).description == sum)
        #expect(
            amounts.reduce(.zero, -).description == (sum == "0.00" ? sum : sum.hasPrefix("-") ? String(sum.dropFirst()) : "-" + sum)
        )
    }

    @Test("is parsed as it was written", arguments: 1...2 as ClosedRange<UInt64>)
    func roundTrip(seed: UInt64) {
        var random = RepeatableRandom(state: seed)
        for _ in 0..<2000 {
            let hundredths = Int64.random(in: -999_999_999_999...999_999_999_999, using: &random)
            let amount = Amount(hundredths: hundredths >> Int64.random(in: 0...39, using: &random))
            #expect(Amount(amount.description) == amount)
        }
    }

    @Test(
        "is written at any size",
        arguments: [
            (.max, "92233720368547758.07"), (.min, "-92233720368547758.08"), (99, "0.99"), (-100, "-1.00"), (10, "0.10"),
        ] as [(Int64, String)]
    )
    func extremes(hundredths: Int64, text: String) {
        #expect(Amount(hundredths: hundredths).description == text)
    }

    @Test("compares by size", arguments: [("-1.00", "-0.99"), ("-0.01", "0"), ("0", "0.01"), ("9.99", "10.00")])
    func order(less: String, greater: String) throws {
        #expect(try #require(Amount(less)) < #require(Amount(greater)))
    }
}
