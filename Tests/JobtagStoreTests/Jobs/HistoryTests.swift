import Foundation
import JobtagCore
import Testing

@Suite("A job's history")
struct HistoryTests {
    /// A job with a change a minute, at the minutes 0, 1, 2 …
    private static func job(changes: Int, _ shop: Shop) async throws -> [Job] {
        var versions = [try await shop.job()]
        for number in 1..<changes {
            shop.clock.advance(seconds: 60)
            versions.append(try await shop.edit(versions[number - 1], [.priority: .number(Int64(number))]))
        }
        return versions
    }

    @Test("is read newest first, up to the limit", arguments: StoreUnderTest.all)
    func limit(_ kind: StoreUnderTest) async throws {
        try await kind.withShop { shop in
            let versions = try await Self.job(changes: 5, shop)
            let (id, all) = (versions[0].id, versions.map(\.updatedAt))
            for limit in [1, 3, 5, 9] {
                let read = try await shop.store.read { try $0.changes(of: .job(id), limit: limit) }
                #expect(read.map(\.version) == Array(all.reversed().prefix(limit)))
            }
        }
    }

    @Test("finds each change by its id, only in its own job", arguments: StoreUnderTest.all)
    func single(_ kind: StoreUnderTest) async throws {
        try await kind.withShop { shop in
            let (job, other) = (try await shop.job(), try await shop.job())
            let change = try #require(try await shop.changes(of: job).first)
            let nobody = shop.ids.next()
            let (found, elsewhere, nothing) = try await shop.store.read { session in
                (
                    try session.change(change.id, of: .job(job.id)), try session.change(change.id, of: .job(other.id)),
                    try session.change(nobody, of: .job(job.id))
                )
            }
            #expect(found == change)
            #expect(elsewhere == nil)
            #expect(nothing == nil)
        }
    }

    @Test("reconstructs every version in its range", arguments: StoreUnderTest.all)
    func rebuilt(_ kind: StoreUnderTest) async throws {
        try await kind.withShop { shop in
            let versions = try await Self.job(changes: 4, shop)
            let current = try await shop.current(versions[0])
            for version in versions {
                let read = try await shop.store.read { try $0.changes(of: .job(version.id), since: version.updatedAt) }
                let changes = try #require(read)
                #expect(changes.map(\.version) == versions.map(\.updatedAt).filter { $0 > version.updatedAt })
                let before = current.before(changes)
                for field in Job.Field.allCases { #expect(before[field] == version[field]) }
            }
        }
    }

    @Test("that is truncated leaves the job unchanged, and no longer reports what is unknown", arguments: StoreUnderTest.all)
    func retention(_ kind: StoreUnderTest) async throws {
        try await kind.withShop { shop in
            let versions = try await Self.job(changes: 5, shop)
            let current = try await shop.current(versions[0])
            let now = shop.clock.now
            try await shop.store.write { try $0.purge(now: now, deletedBefore: now, historyBefore: versions[2].updatedAt) }
            #expect(try await shop.current(current) == current)
            #expect(try await shop.changes(of: current).map(\.version) == versions[2...].reversed().map(\.updatedAt))
            // The oldest change that is kept names the version before it.
            for (version, isKnown) in zip(versions, [false, true, true, true, true]) {
                let changes = try await shop.store.read { try $0.changes(of: .job(version.id), since: version.updatedAt) }
                #expect((changes != nil) == isKnown)
            }
            await expectEnding(.mismatch) { try await shop.edit(versions[0], [.notes: .text("x")]) }
            await expectEnding(.done) { try await shop.edit(current, [.notes: .text("x")]) }
        }
    }
}
