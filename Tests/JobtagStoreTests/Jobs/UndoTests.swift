import Foundation
import JobtagCore
import Testing

@Suite("Undoing a change")
struct UndoTests {
    private static func undo(_ change: RecordChange, of job: Job, _ shop: Shop) async throws -> Job {
        try await shop.jobs.undo(of: job.id, by: shop.office, if: job.asSeen, .success(change.id))
    }

    @Test("restores the earlier values, as a new change that can be undone too", arguments: StoreUnderTest.all)
    func fields(_ kind: StoreUnderTest) async throws {
        try await kind.withShop { shop in
            let job = try await shop.job("Gutter")
            let edited = try await shop.edit(job, [.name: .text("Downpipe"), .status: .text("archived")])
            let later = try await shop.edit(edited, [.notes: .text("kept")])
            let change = try await shop.changes(of: job)[1]
            let undone = try await Self.undo(change, of: later, shop)
            #expect((undone.name, undone.status, undone.completedAt, undone.notes) == ("Gutter", .draft, nil, "kept"))
            #expect(try await shop.current(job) == undone)
            #expect(try await shop.search("gutter") == [job.id])
            let last = try #require(try await shop.changes(of: job).first)
            #expect((last.kind, last.before, last.after) == (.undone, change.after, change.before))
            let redone = try await Self.undo(last, of: undone, shop)
            #expect((redone.name, redone.status, redone.notes) == ("Downpipe", .archived, "kept"))
            let trace = try await shop.trace(of: job)
            try expectUnbroken(trace)
        }
    }

    @Test("is rejected if the same values have changed since, and has no effect", arguments: StoreUnderTest.all)
    func changedAgain(_ kind: StoreUnderTest) async throws {
        try await kind.withShop { shop in
            let job = try await shop.job("Gutter")
            let edited = try await shop.edit(job, [.name: .text("Downpipe"), .priority: .number(1)])
            let again = try await shop.edit(edited, [.name: .text("Ridge")])
            let changes = try await shop.changes(of: job)
            let before = try await shop.trace(of: job)
            await expectEnding(.conflict) { try await Self.undo(changes[1], of: again, shop) }
            await expectEnding(.conflict) { try await Self.undo(changes[2], of: again, shop) }
            await expectEnding(.mismatch) { try await Self.undo(changes[0], of: edited, shop) }
            await expectEnding(.invalid("change_id")) {
                try await shop.jobs.undo(of: job.id, by: shop.office, if: again.asSeen, .success(shop.ids.next()))
            }
            #expect(try await shop.trace(of: job) == before)
        }
    }

    @Test("works for cost lines and for an acceptance", arguments: StoreUnderTest.all)
    func lines(_ kind: StoreUnderTest) async throws {
        try await kind.withShop { shop in
            let (line, job) = try await shop.addLine(to: shop.job(), .quote)
            let removed = try await shop.jobs.removeLine(line.id, of: job.id, .quote, by: shop.office, if: job.asSeen)
            let restored = try await Self.undo(try #require(try await shop.changes(of: job).first), of: removed, shop)
            let lines = try await shop.costSet(.quote, of: restored).lines
            #expect(lines.map(\.id) == [line.id])
            let accepted = try await shop.jobs.acceptQuote(of: job.id, by: shop.office, if: restored.asSeen, .success(()))
            let open = try await Self.undo(try #require(try await shop.changes(of: job).first), of: accepted, shop)
            #expect((open.status, open.quoteAcceptedAt) == (.draft, nil))
            #expect(try await shop.current(job) == open)
        }
    }

    @Test("happens once if sixteen people try", arguments: StoreUnderTest.all)
    func once(_ kind: StoreUnderTest) async throws {
        try await kind.withShop { shop in
            let edited = try await shop.edit(try await shop.job("Gutter"), [.name: .text("Downpipe")])
            let change = try #require(try await shop.changes(of: edited).first)
            let results = await race { _ in try await Self.undo(change, of: edited, shop) }
            #expect(results.compactMap(\.value).count == 1)
            #expect(results.count { $0.ending == .mismatch } == 15)
            #expect(try await shop.changes(of: edited).count == 3)
        }
    }
}
