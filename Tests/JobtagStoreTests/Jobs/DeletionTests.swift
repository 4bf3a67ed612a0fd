import Foundation
import JobtagCore
import Testing

@Suite("A deleted job")
struct DeletionTests {
    private static var deletedOnes: JobQuery {
        var query = JobQuery()
        query.isDeleted = true
        return query
    }

    @Test("is found only in the list of deleted jobs, which has its version", arguments: StoreUnderTest.all)
    func deleted(_ kind: StoreUnderTest) async throws {
        try await kind.withShop { shop in
            let job = try await shop.job("Gutter")
            let other = try await shop.job("Downpipe")
            let deleted = try await shop.jobs.delete(job.id, by: shop.office, if: job.asSeen)
            #expect(deleted.deletedAt == shop.clock.now)
            #expect(deleted.updatedAt > job.updatedAt)

            await expectEnding(.deleted(by: shop.office.id)) { try await shop.current(job) }
            #expect(try await shop.store.version(ofJob: job.id) == nil)
            #expect(try await shop.jobs.list(JobQuery()).items == [other])
            #expect(try await shop.search("gutter").isEmpty)
            #expect(try await shop.jobs.list(Self.deletedOnes).items == [deleted])
            let (hidden, found) = try await shop.store.read { session in
                (try session.job(job.id, includingDeleted: false), try session.job(job.id, includingDeleted: true))
            }
            #expect(hidden == nil)
            #expect(found == deleted)
            var search = Self.deletedOnes
            search.words = ["gutt"]
            #expect(try await shop.jobs.list(search).items == [deleted])

            let change = try #require(try await shop.changes(of: job).first)
            #expect((change.kind, change.version) == (.deleted, deleted.updatedAt))
            #expect(change.after == ["deleted": .flag(true)])
        }
    }

    @Test("is restored completely with the version in that list", arguments: StoreUnderTest.all)
    func restored(_ kind: StoreUnderTest) async throws {
        try await kind.withShop { shop in
            let (first, _, _) = try await shop.jobWithContact("Gutter")
            let (event, second) = try await shop.addEvent("Called", to: first)
            let (line, job) = try await shop.addLine(to: second, .quote)
            _ = try await shop.jobs.delete(job.id, by: shop.office, if: job.asSeen)
            let listed = try #require(try await shop.jobs.list(Self.deletedOnes).items.first)
            for stale in [job.asSeen, first.asSeen] {
                await expectEnding(.mismatch) { try await shop.jobs.restore(job.id, by: shop.office, if: stale, .success(())) }
            }
            let restored = try await shop.jobs.restore(job.id, by: shop.admin, if: listed.asSeen, .success(()))
            var expected = job
            expected.updatedAt = restored.updatedAt
            #expect(restored == expected)
            #expect(restored.updatedAt > listed.updatedAt)
            #expect(try await shop.current(job) == restored)
            #expect(try await shop.store.version(ofJob: job.id) == restored.version)
            #expect(try await shop.search("gutter") == [job.id])
            #expect(try await shop.jobs.list(Self.deletedOnes).items.isEmpty)
            let trace = try await shop.trace(of: job)
            #expect(trace.events == [event])
            #expect(trace.costs.flatMap(\.lines) == [line])
            #expect(trace.changes.first?.kind == .restored)
            try expectUnbroken(trace)
        }
    }

    @Test("can be found for exactly 30 days", arguments: StoreUnderTest.all)
    func expiry(_ kind: StoreUnderTest) async throws {
        try await kind.withShop { shop in
            let job = try await shop.job()
            let deleted = try await shop.jobs.delete(job.id, by: shop.office, if: job.asSeen)
            shop.clock.advance(days: 30)
            await expectEnding(.notFound) { try await shop.current(job) }
            await expectEnding(.notFound) { try await shop.jobs.restore(job.id, by: shop.office, if: deleted.asSeen, .success(())) }
            await expectEnding(.notFound) { try await shop.jobs.restore(job.id, by: shop.office, if: .absent, .success(())) }
            shop.clock.advance(microseconds: -1)
            await expectEnding(.done) { try await shop.jobs.restore(job.id, by: shop.office, if: deleted.asSeen, .success(())) }
        }
    }

    @Test("that was deleted long ago is purged, with all its parts and nothing else", arguments: StoreUnderTest.all)
    func purge(_ kind: StoreUnderTest) async throws {
        try await kind.withShop { shop in
            let assigned: Edit<Job> = [.assignedTo: .list([.text(shop.workshop.id.text)])]
            var jobs: [Job] = []
            for name in ["Old gutter", "Young gutter", "Living gutter"] {
                let (_, second) = try await shop.addEvent("Called", to: try await shop.job(name, assigned))
                jobs.append(try await shop.addLine(to: second, .quote).job)
            }
            jobs[0] = try await shop.jobs.delete(jobs[0].id, by: shop.office, if: jobs[0].asSeen)
            shop.clock.advance(microseconds: 1)
            jobs[1] = try await shop.jobs.delete(jobs[1].id, by: shop.office, if: jobs[1].asSeen)
            let before = (try await shop.trace(of: jobs[1]), try await shop.trace(of: jobs[2]))
            shop.clock.advance(days: 30, microseconds: -1)
            let now = shop.clock.now
            try await shop.store.write {
                try $0.purge(now: now, deletedBefore: now.adding(seconds: -30 * 86_400), historyBefore: nil)
            }

            let gone = try await shop.trace(of: jobs[0])
            #expect(gone.job == nil)
            #expect((gone.events, gone.changes) == ([], []))
            #expect(gone.costs.allSatisfy { $0.lines.isEmpty })
            #expect(try await shop.trace(of: jobs[1]) == before.0)
            #expect(try await shop.trace(of: jobs[2]) == before.1)
            #expect(try await shop.store.version(ofJob: jobs[2].id) == jobs[2].version)
            var search = Self.deletedOnes
            search.words = ["gutter"]
            #expect(try await shop.jobs.list(search).items.map(\.id) == [jobs[1].id])
            #expect(try await shop.search("gutter") == [jobs[2].id])
            #expect(try await shop.job().number == jobs[2].number + 1)
        }
    }

    @Test("had no actual costs: a job with actual costs cannot be deleted", arguments: StoreUnderTest.all)
    func realCosts(_ kind: StoreUnderTest) async throws {
        try await kind.withShop { shop in
            let (line, job) = try await shop.addLine(to: shop.job(), .actual)
            let before = try await shop.trace(of: job)
            await expectEnding(.conflict) { try await shop.jobs.delete(job.id, by: shop.office, if: job.asSeen) }
            #expect(try await shop.trace(of: job) == before)
            let emptied = try await shop.jobs.removeLine(line.id, of: job.id, .actual, by: shop.office, if: job.asSeen)
            let (_, quoted) = try await shop.addLine(to: emptied, .quote)
            await expectEnding(.done) { try await shop.jobs.delete(job.id, by: shop.office, if: quoted.asSeen) }
        }
    }

    @Test("is required for restoring: a job that is not deleted cannot be restored", arguments: StoreUnderTest.all)
    func living(_ kind: StoreUnderTest) async throws {
        try await kind.withShop { shop in
            let job = try await shop.job()
            await expectEnding(.conflict) { try await shop.jobs.restore(job.id, by: shop.office, if: job.asSeen, .success(())) }
            let trace = try await shop.trace(of: job)
            #expect((trace.job, trace.changes.count) == (job, 1))
        }
    }
}
