import Foundation
import JobtagCore
import JobtagStore
import Testing

@Suite("A copy of a database")
struct DatabaseCopyTests {
    @Test(
        "has the same jobs, history, sign-ins and keys, and continues from them", arguments: StoreUnderTest.all, StoreUnderTest.all)
    func whole(_ kind: StoreUnderTest, _ otherKind: StoreUnderTest) async throws {
        try await kind.withPlace { place in
            let original = try await place.open { try await Original($0) }
            try await otherKind.withPlace { other in
                let (source, target) = (try await kind.open(place.address), try await otherKind.open(other.address))
                let tables = try await DatabaseCopy(from: source, to: target).run()
                #expect(tables.count == 14)
                #expect(tables.first { $0.name == "jobs" }?.rows == 3)
                try await source.close()
                try await target.close()
                // With the ids that the first one would give next.
                let continued = Place(kind: otherKind, address: other.address, clock: place.clock, ids: place.ids)
                try await continued.open { try await Self.check($0, against: original) }
            }
        }
    }

    private struct Original: Sendable {
        let generation: String
        let traces: [Trace]
        let position: Int64
        let token: String

        init(_ shop: Shop) async throws {
            var traces: [Trace] = []
            try await shop.untilPublished(7) { traces = try await DatabaseCopyTests.fill(shop) }
            self.traces = traces
            token = try #require(try await shop.signIn.signIn(email: shop.office.email, password: Shop.password)).token
            generation = shop.store.generation
            position = try await shop.store.latestPosition()
        }
    }

    private static func check(_ shop: Shop, against original: Original) async throws {
        let jobs = try original.traces.map { try #require($0.job) }
        #expect(shop.store.generation == original.generation)
        for (job, trace) in zip(jobs, original.traces) { #expect(try await shop.trace(of: job) == trace) }
        let holder = try await shop.signIn.holder(of: original.token)
        #expect(holder?.id == shop.office.id)
        #expect(try await shop.search("zebra") == [jobs[0].id])
        #expect(try await shop.search("harbour") == [jobs[0].id])
        #expect(try await shop.store.latestPosition() == original.position)
        let key = try await shop.store.read { try $0.storedResponse(for: "key", of: shop.office.id, now: shop.clock.now)?.body }
        #expect(key == [3, 4])
        var next: [UUID] = []
        try await shop.untilPublished(2) {
            let new = try await shop.job("Next")
            #expect(new.number == jobs[1].number + 2)
            _ = try await shop.edit(jobs[0], [.notes: .text("after the move")])
            next = [new.id, jobs[0].id]
        }
        let changes = try await shop.store.changes(after: original.position, job: nil, limit: 10)
        #expect(changes.map(\.change.record.id) == next)
    }

    @Test("is made only into an empty database", arguments: StoreUnderTest.all)
    func notEmpty(_ kind: StoreUnderTest) async throws {
        try await kind.withShop { shop in
            _ = try await Self.fill(shop)
            let before = try await shop.jobs.list(JobQuery()).items
            try await StoreUnderTest.sqlite.withShop { other in
                await #expect(throws: DatabaseCopy.TargetNotEmpty.self) {
                    _ = try await DatabaseCopy(from: other.store, to: shop.store).run()
                }
            }
            #expect(try await shop.jobs.list(JobQuery()).items == before)
            #expect(try await !DatabaseCopy.isIncomplete(shop.store))
        }
    }

    @Test("that was interrupted is marked, and can be repeated", arguments: StoreUnderTest.all)
    func interrupted(_ kind: StoreUnderTest) async throws {
        try await StoreUnderTest.sqlite.withShop { shop in
            let traces = try await Self.fill(shop)
            try await kind.withShop(isStaffed: false) { target in
                // As an interrupted copy leaves it: marked, with some rows.
                try await target.store.write { try $0.setSetting(DatabaseCopy.mark, to: "yes") }
                _ = try await target.client("Half a copy")
                #expect(try await DatabaseCopy.isIncomplete(target.store))
                _ = try await DatabaseCopy(from: shop.store, to: target.store).run()
                #expect(try await !DatabaseCopy.isIncomplete(target.store))
                #expect(try await target.clients.list(ClientQuery()).items.map(\.name) == ["Harbour Ltd"])
                for trace in traces { #expect(try await target.trace(of: #require(trace.job)) == trace) }
            }
        }
    }

    /// Three jobs with everything that a job can have.
    fileprivate static func fill(_ shop: Shop) async throws -> [Trace] {
        let (job, _, _) = try await shop.jobWithContact("Zebra flashing")
        var current = try await shop.edit(
            job,
            [.notes: .text("Caf\u{e9} 3mm\nline"), .assignedTo: .list([.text(shop.workshop.id.text), .text(shop.admin.id.text)])])
        current = try await shop.addEvent("Cut", to: current).job
        current = try await shop.addLine(to: current, .estimate).job
        let other = try await shop.job("Gutter")
        let gone = try await shop.job("Gone")
        _ = try await shop.jobs.delete(gone.id, by: shop.office, if: gone.asSeen)
        var traces: [Trace] = []
        for job in [current, other] { traces.append(try await shop.trace(of: job)) }
        let store = shop.store
        try await store.write { session in
            try session.storeResponse(
                StoredResponse(fingerprint: [1, 2], status: 200, headers: [("etag", "x")], body: [3, 4]), isOfChange: true,
                for: "key",
                of: shop.office.id, in: session.responseLog(of: shop.office.id), now: shop.clock.now)
        }
        return traces
    }
}
