import Foundation
import JobtagCore
import Testing

@Suite("A quote")
struct QuoteTests {
    @Test("is accepted: the job is approved from that time", arguments: StoreUnderTest.all, [JobStatus.draft, .awaitingApproval])
    func accepted(_ kind: StoreUnderTest, _ status: JobStatus) async throws {
        try await kind.withShop { shop in
            let (_, job) = try await shop.addLine(
                to: shop.job("x", [.status: .text(status.rawValue)]), .quote, [.unitRevenue: .text("12.50")])
            shop.clock.advance(seconds: 60)
            let accepted = try await shop.jobs.acceptQuote(of: job.id, by: shop.office, if: job.asSeen, .success(()))
            #expect((accepted.status, accepted.quoteAcceptedAt) == (.approved, shop.clock.now))
            #expect(try await shop.current(job) == accepted)
            let change = try #require(try await shop.changes(of: job).first)
            #expect(change.kind == .quoteAccepted)
            #expect(change.before == ["status": .text(status.rawValue), "quote_acceptance_date": .null])
            #expect(change.after["status"] == .text("approved"))
            #expect(change.after["quote_acceptance_date"] == .text(shop.clock.now.description))
            #expect(change.summary.contains("12.50"))
        }
    }

    @Test("is accepted once", arguments: StoreUnderTest.all)
    func twice(_ kind: StoreUnderTest) async throws {
        try await kind.withShop { shop in
            let (_, job) = try await shop.addLine(to: shop.job(), .quote)
            let accepted = try await shop.jobs.acceptQuote(of: job.id, by: shop.office, if: job.asSeen, .success(()))
            let drafted = try await shop.edit(accepted, [.status: .text("draft")])
            let before = try await shop.trace(of: job)
            await expectEnding(.conflict) {
                try await shop.jobs.acceptQuote(of: job.id, by: shop.office, if: drafted.asSeen, .success(()))
            }
            #expect(try await shop.trace(of: job) == before)
        }
    }

    @Test("is not accepted if it does not exist, or the job is past that status", arguments: StoreUnderTest.all, JobStatus.allCases)
    func refused(_ kind: StoreUnderTest, _ status: JobStatus) async throws {
        try await kind.withShop { shop in
            let empty = try await shop.job("x", [.status: .text(status.rawValue)])
            // Lines of other sets are no quote.
            let (_, estimated) = try await shop.addLine(to: empty, .estimate)
            await expectEnding(.conflict) {
                try await shop.jobs.acceptQuote(of: empty.id, by: shop.office, if: estimated.asSeen, .success(()))
            }
            let (_, quoted) = try await shop.addLine(to: estimated, .quote)
            let before = try await shop.trace(of: quoted)
            let result = await ending {
                try await shop.jobs.acceptQuote(of: quoted.id, by: shop.office, if: quoted.asSeen, .success(()))
            }
            let mayBeAccepted = status == .draft || status == .awaitingApproval
            #expect(result == (mayBeAccepted ? .done : .conflict))
            let after = try await shop.trace(of: quoted)
            #expect((after == before) == !mayBeAccepted)
        }
    }

    @Test("that is revised keeps the old revision, and must be accepted again", arguments: StoreUnderTest.all)
    func revised(_ kind: StoreUnderTest) async throws {
        try await kind.withShop { shop in
            var job = try await shop.job()
            for name in ["C", "A", "B"] { job = try await shop.addLine(name, to: job, .quote, [.unitRevenue: .text("10.00")]).job }
            job = try await shop.addLine("Worked", to: job, .actual).job
            let accepted = try await shop.jobs.acceptQuote(of: job.id, by: shop.office, if: job.asSeen, .success(()))
            let old = try await shop.costSet(.quote, of: accepted)

            let (quote, revised) = try await shop.jobs.reviseQuote(of: job.id, by: shop.office, if: accepted.asSeen, .success(()))
            #expect((revised.status, revised.quoteAcceptedAt) == (.awaitingApproval, nil))
            #expect(revised.revisions == CostRevisions(estimate: 1, quote: 2, actual: 1))
            #expect((quote.kind, quote.revision) == (.quote, 2))
            #expect(quote.lines.map(\.description) == ["C", "A", "B"])
            #expect(Set(quote.lines.map(\.id)).isDisjoint(with: old.lines.map(\.id)))
            #expect(try await shop.costSet(.quote, of: revised) == quote)
            #expect(try await shop.current(job) == revised)

            let (_, added) = try await shop.addLine("D", to: revised, .quote)
            let removed = try await shop.jobs.removeLine(quote.lines[0].id, of: job.id, .quote, by: shop.office, if: added.asSeen)
            #expect(try await shop.costSet(.quote, of: removed).lines.map(\.description) == ["A", "B", "D"])
            let kept = try await shop.store.read { try $0.costSet(ofJob: revised.id, .quote, revision: 1) }
            #expect(kept == old)
            await expectEnding(.notFound) {
                try await shop.jobs.removeLine(old.lines[0].id, of: revised.id, .quote, by: shop.office, if: removed.asSeen)
            }
            let anew = try await shop.jobs.acceptQuote(of: job.id, by: shop.office, if: removed.asSeen, .success(()))
            #expect((anew.status, anew.quoteAcceptedAt) == (.approved, shop.clock.now))

            let change = try #require(try await shop.changes(of: job).first { $0.kind == .quoteRevised })
            #expect(change.before["quote_revision"] == .number(1))
            #expect(change.after["quote_revision"] == .number(2))
            #expect(change.after["quote_acceptance_date"] == .null)
            #expect(change.after["status"] == .text("awaiting_approval"))
        }
    }

    @Test("that was never accepted keeps the job's status when it is revised", arguments: StoreUnderTest.all)
    func revisedDraft(_ kind: StoreUnderTest) async throws {
        try await kind.withShop { shop in
            let (_, job) = try await shop.addLine(to: shop.job(), .quote)
            let (_, revised) = try await shop.jobs.reviseQuote(of: job.id, by: shop.office, if: job.asSeen, .success(()))
            #expect(revised.status == .draft)
            let change = try #require(try await shop.changes(of: job).first)
            #expect(change.fields == ["quote_revision"])
        }
    }
}
