import Foundation
import JobtagCore
import Synchronization
import Testing

@Suite("Reading while others write")
struct SnapshotTests {
    @Test("sees one snapshot: a version has one client name, in jobs and in lists", arguments: StoreUnderTest.all)
    func clientRename(_ kind: StoreUnderTest) async throws {
        try await kind.withShop { shop in
            let (job, client, _) = try await shop.jobWithContact()
            let seen = Seen()
            try await watch(lookers: 6) {
                var client = client
                for number in 1...100 {
                    let edit: Edit<Client> = [.name: .text("Name \(number)")]
                    client = try await shop.clients.edit(client.id, by: shop.office, if: client.asSeen, .success(edit))
                }
            } _: { looker in
                let asList = looker.isMultiple(of: 2)
                let found = try await asList ? shop.jobs.list(JobQuery()).items.first : shop.current(job)
                seen.note(try #require(found))
            }
            let names = seen.names.withLock { $0 }
            #expect(names.values.allSatisfy { $0.count == 1 })

            let changes = try await shop.changes(of: job)
            #expect(changes.count == 101)
            for change in changes where change.kind == .client {
                guard case .record(let record) = change.after["client"] else {
                    Issue.record("a renaming that does not say to what")
                    continue
                }
                #expect(names[change.version, default: []].isSubset(of: [record["name"]?.text ?? ""]))
            }
        }
    }

    /// The clients' names by the jobs' versions that they were seen with.
    private final class Seen: Sendable {
        let names = Mutex<[Timestamp: Set<String>]>([:])

        func note(_ job: Job) {
            names.withLock { _ = $0[job.updatedAt, default: []].insert(job.client?.name ?? "") }
        }
    }

    @Test("sees a job's parts in the same version as the job", arguments: StoreUnderTest.all)
    func parts(_ kind: StoreUnderTest) async throws {
        try await kind.withShop { shop in
            let job = try await shop.job()
            try await watch {
                var current = job
                for number in 1...60 { current = try await shop.addEvent("Event \(number)", to: current).job }
            } _: { _ in
                let (job, (events, changes)) = try await shop.jobs.read(job.id) { session, job in
                    (
                        try session.events(ofJob: job.id, limit: 10_000, after: nil).items,
                        try session.changes(of: .job(job.id), limit: .max)
                    )
                }
                #expect(changes.first?.version == job.updatedAt)
                #expect(events.count == changes.count - 1)
            }
            let trace = try await shop.trace(of: job)
            #expect(trace.events.count == 60)
        }
    }

    @Test("never goes back in time, and is never older than an acknowledged change", arguments: StoreUnderTest.all)
    func versions(_ kind: StoreUnderTest) async throws {
        try await kind.withShop { shop in
            let job = try await shop.job()
            let acknowledged = Latest(job.updatedAt)
            try await watch {
                var current = job
                for number in 1...200 {
                    current = try await shop.edit(current, [.priority: .number(Int64(number))])
                    acknowledged.value.withLock { [new = current.updatedAt] in $0 = new }
                }
            } _: { _ in
                let least = acknowledged.value.withLock { $0 }
                let first = try #require(try await shop.store.version(ofJob: job.id)).updatedAt
                let second = try await shop.current(job).updatedAt
                let third = try #require(try await shop.store.version(ofJob: job.id)).updatedAt
                #expect(least <= first)
                #expect(first <= second)
                #expect(second <= third)
            }
            let trace = try await shop.trace(of: job)
            try expectUnbroken(trace)
        }
    }

    private final class Latest: Sendable {
        let value: Mutex<Timestamp>

        init(_ value: Timestamp) { self.value = Mutex(value) }
    }

    @Test("never sees a record in one place and not in another", arguments: StoreUnderTest.all)
    func deletion(_ kind: StoreUnderTest) async throws {
        try await kind.withShop { shop in
            let job = try await shop.job("Gutter")
            var deleted = JobQuery()
            deleted.isDeleted = true
            let living = JobQuery()
            try await watch { [deleted] in
                var current = job
                for _ in 1...40 {
                    current = try await shop.jobs.delete(job.id, by: shop.office, if: current.asSeen)
                    #expect(try await shop.store.version(ofJob: job.id) == nil)
                    let listed = try await shop.jobs.list(deleted).items
                    #expect(listed == [current])
                    current = try await shop.jobs.restore(job.id, by: shop.office, if: current.asSeen, .success(()))
                    #expect(try await shop.store.version(ofJob: job.id) == current.version)
                }
            } _: { [deleted] _ in
                let (here, gone) = try await shop.store.read { (try $0.jobs(living).items.count, try $0.jobs(deleted).items.count) }
                #expect(here + gone == 1)
            }
        }
    }
}
