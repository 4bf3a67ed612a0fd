import Foundation
import JobtagCore
import Testing

@Suite("Whatever the clock does")
struct ClockAndPurgeTests {
    @Test("events are newest first", arguments: StoreUnderTest.all, [0, -1] as [Int64])
    func events(_ kind: StoreUnderTest, _ step: Int64) async throws {
        try await kind.withShop { shop in
            var job = try await shop.job()
            for number in 1...5 {
                if step < 0 { shop.clock.stepBack(seconds: 1) }
                job = try await shop.addEvent("\(number)", to: job).job
            }
            let texts = try await shop.trace(of: job).events.map(\.description)
            #expect(texts == ["5", "4", "3", "2", "1"])
        }
    }

    @Test("a deleted job is listed as long as it can be restored", arguments: StoreUnderTest.all)
    func deleted(_ kind: StoreUnderTest) async throws {
        try await kind.withShop { shop in
            let job = try await shop.job()
            _ = try await shop.jobs.delete(job.id, by: shop.office, if: job.asSeen)
            var query = JobQuery()
            query.isDeleted = true
            let wanted = query
            #expect(try await shop.jobs.list(wanted).items.map(\.id) == [job.id])
            shop.clock.advance(days: 30)
            #expect(try await shop.jobs.list(wanted).items.isEmpty)
        }
    }

    @Test(
        "changes since the latest known version are found, and none is missed", arguments: StoreUnderTest.all
    )
    func since(_ kind: StoreUnderTest) async throws {
        try await kind.withShop { shop in
            let (job, client, _) = try await shop.jobWithContact("first")
            let other = try await shop.job("other")
            shop.clock.advance(seconds: 3600)
            let ahead = try await shop.job("made while the clock was an hour ahead")
            shop.clock.stepBack(seconds: 7200)
            let edited = try await shop.edit(other, [.notes: .text("changed after it was put back")])
            let made = try await shop.job("made after it was put back")
            _ = try await shop.clients.edit(client.id, by: shop.office, if: client.asSeen, .success([.name: .text("Renamed")]))
            let renamed = try await shop.current(job)
            let gone = try await shop.jobs.delete(edited.id, by: shop.office, if: edited.asSeen)

            var query = JobQuery()
            (query.updatedSince, query.order, query.isDescending) = (ahead.updatedAt, .updatedAt, false)
            #expect(try await shop.jobs.list(query).items.map(\.id) == [ahead.id, made.id, renamed.id])
            query.isDeleted = true
            #expect(try await shop.jobs.list(query).items.map(\.id) == [gone.id])
            let versions = [ahead, edited, made, renamed, gone].map(\.updatedAt)
            #expect(versions == versions.sorted() && Set(versions).count == 5)
        }
    }

    @Test("a purge never reuses a position of the feed", arguments: StoreUnderTest.all)
    func positions(_ kind: StoreUnderTest) async throws {
        try await kind.withShop { shop in
            let feed = shop.store
            try await shop.untilPublished(5) { for _ in 1...5 { _ = try await shop.job() } }
            let latest = try await feed.latestPosition()
            shop.clock.advance(days: 100)
            let now = shop.clock.now
            try await shop.store.write { try $0.purge(now: now, deletedBefore: now, historyBefore: now) }
            try await shop.untilPublished(1) { _ = try await shop.job() }
            #expect(try await feed.changes(after: latest, job: nil, limit: 10).count == 1)
        }
    }
}
