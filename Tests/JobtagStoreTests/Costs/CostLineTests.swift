import Foundation
import JobtagCore
import Testing

@Suite("A cost line")
struct CostLineTests {
    @Test("is added at the end of its set, with its author, and recorded", arguments: StoreUnderTest.all, CostKind.allCases)
    func added(_ kind: StoreUnderTest, _ set: CostKind) async throws {
        try await kind.withShop { shop in
            let (_, job) = try await shop.addLine("First", to: shop.job(), set)
            let edit: Edit<CostLine> = [
                .kind: .text("material"), .quantity: .text("2.125"), .unitCost: .text("10.10"), .unitRevenue: .text("20.00"),
            ]
            let (line, changed) = try await shop.addLine("Zinc — 0,7 mm", to: job, set, edit)
            let expected = CostLine(
                id: line.id, kind: .material, description: "Zinc — 0,7 mm", quantity: Quantity(thousandths: 2125),
                unitCost: Amount(hundredths: 1010), unitRevenue: Amount(hundredths: 2000), createdBy: shop.office.id)
            #expect(line == expected)
            #expect(changed.updatedAt > job.updatedAt)
            let costs = try await shop.costSet(set, of: job)
            #expect((costs.kind, costs.revision) == (set, 1))
            #expect(costs.lines.map(\.description) == ["First", "Zinc — 0,7 mm"])
            #expect(costs.lines.last == line)
            for other in CostKind.allCases where other != set {
                #expect(try await shop.costSet(other, of: job).lines.isEmpty)
            }
            let change = try #require(try await shop.changes(of: job).first)
            #expect((change.kind, change.fields) == (.lineAdded, [set.rawValue]))
            guard case .record(let record) = change.after[set.rawValue] else {
                Issue.record("the record does not have the line")
                return
            }
            #expect((record["id"], record["quantity"]) == (.text(line.id.text), .text("2.125")))
        }
    }

    @Test("is an hour without prices by default", arguments: StoreUnderTest.all)
    func defaults(_ kind: StoreUnderTest) async throws {
        try await kind.withShop { shop in
            let (line, _) = try await shop.addLine("Folding", to: shop.job(), .actual)
            #expect((line.kind, line.quantity) == (.time, Quantity(thousandths: 1000)))
            #expect((line.unitCost, line.unitRevenue) == (.zero, .zero))
        }
    }

    @Test("keeps its position when it is changed or another is removed", arguments: StoreUnderTest.all)
    func order(_ kind: StoreUnderTest) async throws {
        try await kind.withShop { shop in
            var job = try await shop.job()
            var lines: [CostLine] = []
            for name in ["A", "B", "C", "D"] {
                let added = try await shop.addLine(name, to: job, .quote)
                (job, lines) = (added.job, lines + [added.line])
            }
            let edit: Edit<CostLine> = [.description: .text("B2"), .quantity: .text("3")]
            let edited = try await shop.jobs.editLine(
                lines[1].id, of: job.id, .quote, by: shop.office, if: job.asSeen, .success(edit))
            #expect((edited.line.description, edited.line.quantity) == ("B2", Quantity(thousandths: 3000)))
            #expect(try await shop.costSet(.quote, of: job).lines.map(\.description) == ["A", "B2", "C", "D"])

            job = try await shop.jobs.removeLine(lines[0].id, of: job.id, .quote, by: shop.office, if: edited.job.asSeen)
            job = try await shop.jobs.removeLine(lines[3].id, of: job.id, .quote, by: shop.office, if: job.asSeen)
            job = try await shop.addLine("E", to: job, .quote).job
            #expect(try await shop.costSet(.quote, of: job).lines.map(\.description) == ["B2", "C", "E"])

            let kinds = try await shop.changes(of: job).prefix(4).map(\.kind)
            #expect(kinds == [.lineAdded, .lineRemoved, .lineRemoved, .lineChanged])
            let removed = try await shop.changes(of: job)[1]
            #expect((removed.before.keys.count, removed.after) == (1, [:]))
        }
    }

    @Test("creates no version if nothing differs", arguments: StoreUnderTest.all)
    func unchanged(_ kind: StoreUnderTest) async throws {
        try await kind.withShop { shop in
            let (line, job) = try await shop.addLine(to: shop.job(), .estimate)
            let before = try await shop.trace(of: job)
            let same: Edit<CostLine> = Dictionary(uniqueKeysWithValues: CostLine.Field.allCases.map { ($0, line[$0]) })
            let result = try await shop.jobs.editLine(
                line.id, of: job.id, .estimate, by: shop.office, if: job.asSeen, .success(same))
            #expect(result.line == line)
            #expect(result.job == job)
            #expect(try await shop.trace(of: job) == before)
        }
    }

    @Test("is found only in its own job, set and revision, whatever version is named", arguments: StoreUnderTest.all)
    func elsewhere(_ kind: StoreUnderTest) async throws {
        try await kind.withShop { shop in
            let (line, job) = try await shop.addLine(to: shop.job(), .quote)
            let other = try await shop.job()
            let wrong: [(UUID, Job, CostKind)] = [
                (line.id, job, .estimate), (line.id, job, .actual), (line.id, other, .quote), (shop.ids.next(), job, .quote),
            ]
            for (id, job, set) in wrong {
                for expected in [Expected.absent, .versions([]), job.asSeen] {
                    await expectEnding(.notFound) {
                        try await shop.jobs.editLine(
                            id, of: job.id, set, by: shop.office, if: expected, .success([.quantity: .text("9")]))
                    }
                    await expectEnding(.notFound) {
                        try await shop.jobs.removeLine(id, of: job.id, set, by: shop.office, if: expected)
                    }
                }
            }
            #expect(try await shop.costSet(.quote, of: job).lines == [line])
        }
    }

    /// What is said of a line, and the fields for which it is refused.
    struct Refused: Sendable {
        let edit: Edit<CostLine>
        let fields: [String]
    }

    static let refusals = [
        Refused(edit: [.description: .text("")], fields: ["description"]),
        Refused(edit: [.kind: .text("labour")], fields: ["kind"]),
        Refused(edit: [.quantity: .text("1.2345")], fields: ["quantity"]),
        Refused(edit: [.quantity: .number(1)], fields: ["quantity"]),
        Refused(edit: [.quantity: .text("-1")], fields: ["quantity"]),
        Refused(edit: [.quantity: .text("1000000")], fields: ["quantity"]),
        Refused(edit: [.unitCost: .text("-0.01")], fields: ["unit_cost"]),
        Refused(edit: [.unitRevenue: .text("1e3")], fields: ["unit_rev"]),
        Refused(edit: [.unitCost: .text("10000000.00"), .unitRevenue: .text("0.001")], fields: ["unit_cost", "unit_rev"]),
    ]

    @Test("that is invalid has no effect", arguments: StoreUnderTest.all, refusals)
    func refused(_ kind: StoreUnderTest, _ refused: Refused) async throws {
        try await kind.withShop { shop in
            let (line, job) = try await shop.addLine(to: shop.job(), .quote)
            let before = try await shop.trace(of: job)
            await expectEnding(.invalid(refused.fields)) { try await shop.addLine(to: job, .quote, refused.edit) }
            await expectEnding(.invalid(refused.fields)) {
                try await shop.jobs.editLine(line.id, of: job.id, .quote, by: shop.office, if: job.asSeen, .success(refused.edit))
            }
            #expect(try await shop.trace(of: job) == before)
        }
    }

    @Test("is rejected beyond a thousand in a set", arguments: StoreUnderTest.all)
    func limit(_ kind: StoreUnderTest) async throws {
        try await kind.withShop { shop in
            let job = try await shop.job()
            try await shop.store.write { session in
                for number in 1..<CostLine.maximumPerSet {
                    let line = CostLine(
                        id: shop.ids.next(), kind: .time, description: "\(number)", quantity: .zero, unitCost: .zero,
                        unitRevenue: .zero, createdBy: nil)
                    try session.insert(line, ofJob: job.id, .quote, revision: 1)
                }
            }
            let (_, full) = try await shop.addLine("1000", to: job, .quote)
            await expectEnding(.conflict) { try await shop.addLine("1001", to: full, .quote) }
            let descriptions = try await shop.costSet(.quote, of: job).lines.map(\.description)
            #expect(descriptions == (1...1000).map(String.init))
            await expectEnding(.done) { try await shop.addLine("of another set", to: full, .estimate) }
        }
    }
}
