import Foundation
import JobtagCore
import Testing

@Suite("Every mutation of a job")
struct JobMutationTests {
    @Test(
        "creates one version and one record, and only that version is accepted", arguments: StoreUnderTest.all, JobMutation.all
    )
    func success(_ kind: StoreUnderTest, _ mutation: JobMutation) async throws {
        try await kind.withShop { shop in
            let job = try await mutation.prepare(shop)
            let before = try await shop.trace(of: job)
            try await mutation.run(shop, job, job.asSeen)
            let after = try await shop.trace(of: job)
            #expect(after.changes.count == before.changes.count + 1)
            #expect(after.changes.dropFirst() == before.changes[...])
            try expectUnbroken(after)
            let changed = try #require(after.job)
            let version = changed.deletedAt == nil ? changed.version : nil
            #expect(try await shop.store.version(ofJob: job.id) == version)
        }
    }

    @Test("increases the version even if the clock stands still", arguments: StoreUnderTest.all, JobMutation.all)
    func clockStandsStill(_ kind: StoreUnderTest, _ mutation: JobMutation) async throws {
        try await kind.withShop { shop in
            let job = try await mutation.prepare(shop)
            try await mutation.run(shop, job, job.asSeen)
            #expect(try await shop.trace(of: job).job?.updatedAt.microseconds == job.updatedAt.microseconds + 1)
        }
    }

    @Test("increases the version even if the clock steps back", arguments: StoreUnderTest.all, JobMutation.all)
    func clockStepsBack(_ kind: StoreUnderTest, _ mutation: JobMutation) async throws {
        try await kind.withShop { shop in
            let job = try await mutation.prepare(shop)
            shop.clock.stepBack(seconds: 3600)
            try await mutation.run(shop, job, job.asSeen)
            let trace = try await shop.trace(of: job)
            #expect(trace.job?.updatedAt.microseconds == job.updatedAt.microseconds + 1)
            #expect(trace.changes.first?.at == shop.clock.now)
            try expectUnbroken(trace)
        }
    }

    @Test("takes the time as the version when the clock advances", arguments: StoreUnderTest.all, JobMutation.all)
    func clockGoesOn(_ kind: StoreUnderTest, _ mutation: JobMutation) async throws {
        try await kind.withShop { shop in
            let job = try await mutation.prepare(shop)
            shop.clock.advance(seconds: 3600)
            try await mutation.run(shop, job, job.asSeen)
            #expect(try await shop.trace(of: job).job?.updatedAt == shop.clock.now)
        }
    }

    @Test("is checked in order: existence, version, data", arguments: StoreUnderTest.all, JobMutation.all)
    func orderOfJudgement(_ kind: StoreUnderTest, _ mutation: JobMutation) async throws {
        try await kind.withShop { shop in
            let job = try await mutation.prepare(shop)
            let now = shop.clock.now
            let unknown = Job(id: shop.ids.next(), number: 1, name: "x", createdBy: nil, createdAt: now, updatedAt: now)
            let stale = Expected.version(Version(id: job.id, updatedAt: job.createdAt.adding(seconds: -1)))
            let before = try await shop.trace(of: job)

            for run in [mutation.run, mutation.runBroken].compactMap(\.self) {
                for expected in [.absent, .wildcard, stale, job.asSeen] {
                    await expectEnding(.notFound) { try await run(shop, unknown, expected) }
                }
                await expectEnding(.required(.absent)) { try await run(shop, job, .absent) }
                await expectEnding(.required(.wildcard)) { try await run(shop, job, .wildcard) }
                await expectEnding(.mismatch) { try await run(shop, job, stale) }
            }
            if let runBroken = mutation.runBroken {
                guard case .invalid = await ending({ try await runBroken(shop, job, job.asSeen) }) else {
                    Issue.record("broken data was not refused as such")
                    return
                }
            }
            #expect(try await shop.trace(of: job) == before)
            try await mutation.run(shop, job, job.asSeen)
        }
    }

    @Test("does not find deleted jobs, except for restoring", arguments: StoreUnderTest.all, JobMutation.all)
    func deleted(_ kind: StoreUnderTest, _ mutation: JobMutation) async throws {
        try await kind.withShop { shop in
            guard mutation.name != JobMutation.restore.name else { return }
            let living = try await mutation.prepare(shop)
            let job = try await shop.jobs.delete(living.id, by: shop.office, if: living.asSeen)
            let before = try await shop.trace(of: job)
            await expectEnding(.deleted(by: shop.office.id)) { try await mutation.run(shop, job, job.asSeen) }
            await expectEnding(.deleted(by: shop.office.id)) { try await mutation.run(shop, job, .absent) }
            #expect(try await shop.trace(of: job) == before)
        }
    }

    @Test("reports a state conflict after invalid data", arguments: StoreUnderTest.all)
    func conflictComesLast(_ kind: StoreUnderTest) async throws {
        try await kind.withShop { shop in
            let job = try await shop.job()
            for mutation in [JobMutation.acceptQuote, .reviseQuote, .restore] {
                // There is no quote, and nothing was deleted.
                await expectEnding(.required(.absent)) { try await mutation.run(shop, job, .absent) }
                await expectEnding(.mismatch) { try await mutation.run(shop, job, .versions([])) }
                await expectEnding(.invalid("x")) { try await mutation.runBroken?(shop, job, job.asSeen) }
                await expectEnding(.conflict) { try await mutation.run(shop, job, job.asSeen) }
            }
            #expect(try await shop.changes(of: job).count == 1)
            #expect(try await shop.current(job) == job)
        }
    }
}
