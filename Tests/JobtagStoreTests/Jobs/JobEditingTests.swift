import Foundation
import JobtagCore
import Testing

@Suite("An edit of a job")
struct JobEditingTests {
    @Test("that names the current version changes the job, and reports the changes", arguments: StoreUnderTest.all)
    func matching(_ kind: StoreUnderTest) async throws {
        try await kind.withShop { shop in
            let job = try await shop.job("Gutter")
            shop.clock.advance(seconds: 60)
            let edited = try await shop.jobs.edit(
                job.id, by: shop.admin, if: job.asSeen, .success([.name: .text("Downpipe"), .priority: .number(3)]))
            #expect((edited.name, edited.priority) == ("Downpipe", 3))
            #expect(edited.updatedAt == shop.clock.now)
            #expect(try await shop.current(job) == edited)
            #expect(try await shop.store.version(ofJob: job.id) == edited.version)

            let changes = try await shop.changes(of: job)
            #expect(changes.count == 2)
            let change = try #require(changes.first)
            #expect(change.kind == .updated)
            #expect((change.previous, change.version) == (job.updatedAt, edited.updatedAt))
            #expect((change.by, change.at) == (shop.admin.person, shop.clock.now))
            #expect(change.before == ["name": .text("Gutter"), "priority": .number(0)])
            #expect(change.after == ["name": .text("Downpipe"), "priority": .number(3)])
            #expect(change.summary == "Changed name, priority")
        }
    }

    @Test("can name several versions, one of which is current", arguments: StoreUnderTest.all)
    func oneOfSeveral(_ kind: StoreUnderTest) async throws {
        try await kind.withShop { shop in
            let first = try await shop.job()
            let second = try await shop.edit(first, [.priority: .number(1)])
            let either = Expected.versions([first.version, second.version])
            await expectEnding(.done) {
                try await shop.jobs.edit(first.id, by: shop.office, if: either, .success([.priority: .number(2)]))
            }
            await expectEnding(.mismatch) {
                try await shop.jobs.edit(first.id, by: shop.office, if: either, .success([.priority: .number(3)]))
            }
        }
    }

    @Test("that changes nothing keeps the version and is not recorded", arguments: StoreUnderTest.all)
    func nothing(_ kind: StoreUnderTest) async throws {
        try await kind.withShop { shop in
            let (job, _, _) = try await shop.jobWithContact()
            let before = try await shop.trace(of: job)
            shop.clock.advance(seconds: 60)
            let same: Edit<Job> = Dictionary(uniqueKeysWithValues: Job.Field.allCases.map { ($0, job[$0]) })
            #expect(try await shop.edit(job, same) == job)
            #expect(try await shop.edit(job, [:]) == job)
            #expect(try await shop.edit(job, [.name: .text("  \(job.name) ")]) == job)
            #expect(try await shop.trace(of: job) == before)
            #expect(try await shop.store.version(ofJob: job.id) == job.version)
        }
    }

    @Test("that names an older version gets the current job and the changes since", arguments: StoreUnderTest.all)
    func stale(_ kind: StoreUnderTest) async throws {
        try await kind.withShop { shop in
            let first = try await shop.job()
            let second = try await shop.edit(first, [.priority: .number(1)])
            let third = try await shop.edit(second, [.notes: .text("n")])
            let (_, fourth) = try await shop.addEvent("Called", to: third)
            let before = try await shop.trace(of: first)
            for (seen, fields) in [
                (first, [["priority"], ["notes"], ["events"]]), (second, [["notes"], ["events"]]), (third, [["events"]]),
            ] {
                let refused = try await mismatch { try await shop.edit(seen, [.name: .text("mine")]) }
                guard let refused, case .job(let current) = refused.current else {
                    Issue.record("not a mismatch of a job")
                    return
                }
                let changes = refused.changes
                #expect(current == fourth)
                #expect(refused.resolved().merge?.patch.map(\.value) == [.text("mine")])
                #expect(changes?.map(\.fields) == fields)
                #expect(changes?.first?.previous == seen.updatedAt)
                #expect(changes?.last?.version == fourth.updatedAt)
            }
            #expect(try await shop.trace(of: first) == before)
        }
    }

    @Test("that names a version that never existed gets the current job and no changes", arguments: StoreUnderTest.all)
    func unknownVersion(_ kind: StoreUnderTest) async throws {
        try await kind.withShop { shop in
            let job = try await shop.job()
            let other = try await shop.job()
            let never = Version(id: job.id, updatedAt: Timestamp(microseconds: job.updatedAt.microseconds - 1))
            let later = Version(id: job.id, updatedAt: Timestamp(microseconds: job.updatedAt.microseconds + 1))
            // Of another job's moment, and of another job: neither is a version of this one.
            let moment = Version(id: job.id, updatedAt: other.updatedAt)
            for versions in [[never], [later], [moment], [other.version], []] {
                let refused = try await mismatch {
                    try await shop.jobs.edit(job.id, by: shop.office, if: .versions(versions), .success([.name: .text("mine")]))
                }
                guard let refused, case .job(let current) = refused.current else {
                    Issue.record("not a mismatch of a job")
                    return
                }
                #expect(current == job)
                #expect(refused.changes == nil)
            }
            #expect(try await shop.current(job) == job)
        }
    }

    @Test("sets the completion time from the status", arguments: StoreUnderTest.all)
    func completion(_ kind: StoreUnderTest) async throws {
        try await kind.withShop { shop in
            let job = try await shop.job()
            shop.clock.advance(seconds: 60)
            let completed = try await shop.edit(job, [.status: .text("recently_completed")])
            let moment = shop.clock.now
            #expect(completed.completedAt == moment)
            shop.clock.advance(seconds: 60)
            let archived = try await shop.edit(completed, [.status: .text("archived")])
            #expect(archived.completedAt == moment)
            let reopened = try await shop.edit(archived, [.status: .text("in_progress")])
            #expect(reopened.completedAt == nil)
            #expect(try await shop.current(job) == reopened)
        }
    }

    @Test("reports every invalid field at once", arguments: StoreUnderTest.all)
    func allErrors(_ kind: StoreUnderTest) async throws {
        try await kind.withShop { shop in
            let job = try await shop.job()
            let edit: Edit<Job> = [.name: .text(" "), .status: .text("lost"), .priceCap: .text("-1.00"), .notes: .text("fine")]
            await expectEnding(.invalid(["name", "status", "price_cap"])) { try await shop.edit(job, edit) }
            #expect(try await shop.current(job) == job)
        }
    }
}
