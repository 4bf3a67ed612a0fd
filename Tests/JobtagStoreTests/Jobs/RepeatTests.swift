import Foundation
import JobtagCore
import Testing

@Suite("A repeat of an edit")
struct RepeatTests {
    private static let wanted: Edit<Job> = [.name: .text("Downpipe"), .priority: .number(2)]

    @Test("by the same person, of the last change, is the same change and creates no other", arguments: StoreUnderTest.all)
    func same(_ kind: StoreUnderTest) async throws {
        try await kind.withShop { shop in
            let job = try await shop.job()
            let edited = try await shop.edit(job, Self.wanted)
            let before = try await shop.trace(of: job)
            let again = try await shop.edit(job, Self.wanted)
            #expect(again == edited)
            let part = try await shop.edit(job, [.name: .text("Downpipe")])
            #expect(part == edited)
            #expect(try await shop.trace(of: job) == before)
        }
    }

    @Test("sixteen times at once is one change with sixteen equal results", arguments: StoreUnderTest.all)
    func atOnce(_ kind: StoreUnderTest) async throws {
        try await kind.withShop { shop in
            let job = try await shop.job()
            let results = await race { _ in try await shop.edit(job, Self.wanted) }
            let answers = results.compactMap(\.value)
            #expect(answers.count == 16)
            #expect(Set(answers).count == 1)
            #expect(try await shop.changes(of: job).count == 2)
            #expect(try await shop.current(job) == answers.first)
        }
    }

    @Test("is not recognised if anything is uncertain", arguments: StoreUnderTest.all)
    func uncertain(_ kind: StoreUnderTest) async throws {
        try await kind.withShop { shop in
            let job = try await shop.job()
            let edited = try await shop.edit(job, Self.wanted)
            await expectEnding(.mismatch) { try await shop.edit(job, Self.wanted.merging([.priority: .number(3)]) { $1 }) }
            await expectEnding(.mismatch) { try await shop.edit(job, [.notes: .text("another field")]) }
            await expectEnding(.mismatch) {
                try await shop.jobs.edit(job.id, by: shop.office2, if: job.asSeen, .success(Self.wanted))
            }
            _ = try await shop.addEvent("Called", to: edited)
            // Not the last change any more.
            await expectEnding(.mismatch) { try await shop.edit(job, Self.wanted) }
            let other = try await shop.job()
            let moved = try await shop.jobs.edit(other.id, by: shop.office2, if: other.asSeen, .success([.priority: .number(1)]))
            _ = try await shop.edit(moved, Self.wanted)
            // Made by the same person, but not out of the version named.
            await expectEnding(.mismatch) { try await shop.edit(other, Self.wanted) }
        }
    }
}
