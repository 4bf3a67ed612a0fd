import Foundation
import JobtagCore
import Testing

@Suite("A person with the workshop role")
struct WorkshopRoleTests {
    @Test("adds, changes and removes their own time", arguments: StoreUnderTest.all)
    func ownTime(_ kind: StoreUnderTest) async throws {
        try await kind.withShop { shop in
            let wim = shop.workshop
            let (line, job) = try await shop.addLine("Folding", to: shop.job(), .actual, by: wim, [.kind: .text("time")])
            #expect(line.createdBy == wim.id)
            let edit: Edit<CostLine> = [.quantity: .text("2.5")]
            let edited = try await shop.jobs.editLine(line.id, of: job.id, .actual, by: wim, if: job.asSeen, .success(edit))
            #expect(edited.line.quantity == Quantity(thousandths: 2500))
            let emptied = try await shop.jobs.removeLine(line.id, of: job.id, .actual, by: wim, if: edited.job.asSeen)
            #expect(try await shop.costSet(.actual, of: emptied).lines.isEmpty)
        }
    }

    @Test("adds only time, and only to actual costs", arguments: StoreUnderTest.all)
    func otherLines(_ kind: StoreUnderTest) async throws {
        try await kind.withShop { shop in
            let job = try await shop.job()
            let before = try await shop.trace(of: job)
            for set in [CostKind.estimate, .quote] {
                await expectEnding(.forbidden) { try await shop.addLine(to: job, set, by: shop.workshop) }
            }
            for lineKind in ["material", "adjustment"] {
                await expectEnding(.forbidden) {
                    try await shop.addLine(to: job, .actual, by: shop.workshop, [.kind: .text(lineKind)])
                }
            }
            #expect(try await shop.trace(of: job) == before)
        }
    }

    @Test("cannot change or remove other people's lines, or turn time into another kind", arguments: StoreUnderTest.all)
    func othersLines(_ kind: StoreUnderTest) async throws {
        try await kind.withShop { shop in
            let (others, job) = try await shop.addLine("Folding", to: shop.job(), .actual)
            let (own, after) = try await shop.addLine("Cutting", to: job, .actual, by: shop.workshop)
            let before = try await shop.trace(of: after)
            for expected in [after.asSeen, .absent, job.asSeen] {
                await expectEnding(.forbidden) {
                    try await shop.jobs.editLine(
                        others.id, of: job.id, .actual, by: shop.workshop, if: expected, .success([.quantity: .text("9")]))
                }
                await expectEnding(.forbidden) {
                    try await shop.jobs.removeLine(others.id, of: job.id, .actual, by: shop.workshop, if: expected)
                }
            }
            await expectEnding(.forbidden) {
                try await shop.jobs.editLine(
                    own.id, of: job.id, .actual, by: shop.workshop, if: after.asSeen, .success([.kind: .text("material")]))
            }
            #expect(try await shop.trace(of: after) == before)
        }
    }
}
