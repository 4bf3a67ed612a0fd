import Foundation
import JobtagCore
import Testing

@Suite("A write that fails")
struct FailedWriteTests {
    @Test("halfway has no effect: no row, no record, nothing in the search", arguments: StoreUnderTest.all)
    func halfway(_ kind: StoreUnderTest) async throws {
        try await kind.withShop { shop in
            let job = try await shop.job("Gutter", [.assignedTo: .list([.text(shop.admin.id.text)])])
            let before = try await shop.trace(of: job)
            let id = shop.ids.next()
            await expectEnding(Ending(Deliberate())) {
                try await shop.store.write { session in
                    try Self.changeEverything(of: job, id, shop, session)
                    throw Deliberate()
                }
            }
            #expect(try await shop.trace(of: job) == before)
            #expect(try await shop.search("zebra").isEmpty)
            #expect(try await shop.search("gutter") == [job.id])
            #expect(try await shop.store.version(ofJob: job.id) == job.version)
            let (setting, client) = try await shop.store.read { (try $0.setting("x"), try $0.client(id)) }
            #expect(setting == nil)
            #expect(client == nil)
            #expect(try await shop.job().number == job.number + 1)
        }
    }

    /// And reads within see what it has done so far.
    private static func changeEverything(of job: Job, _ id: UUID, _ shop: Shop, _ session: any WriteSession) throws {
        let (now, person) = (shop.clock.now, shop.office.person)
        var changed = job
        changed.name = "Zebra"
        changed.assignedTo = []
        changed.updatedAt = job.updatedAt.next(now: now)
        try session.update(changed, from: job)
        try session.insert(JobEvent(id: id, at: now, by: person, description: "Zebra"), ofJob: job.id, version: now)
        try session.insert(
            RecordChange(
                id: id, of: .job(job.id), version: changed.updatedAt, previous: job.updatedAt, at: now, by: person, kind: .updated,
                before: [:], after: [:], summary: "Zebra"))
        try session.insert(Client(id: id, name: "Zebra", createdAt: now, updatedAt: now))
        try session.setSetting("x", to: "y")
        _ = try session.nextJobNumber()
        #expect(try session.job(job.id, includingDeleted: false) == changed)
        #expect(try session.setting("x") == "y")
    }

    @Test("in an edit has no effect, whatever the reason", arguments: StoreUnderTest.all)
    func refusedEdits(_ kind: StoreUnderTest) async throws {
        try await kind.withShop { shop in
            let (first, _, _) = try await shop.jobWithContact("Gutter")
            let job = try await shop.edit(first, [.priority: .number(1)])
            let before = try await shop.trace(of: job)
            let nobody = FieldValue.text(shop.ids.next().text)
            let attempts: [(Job, Edit<Job>, Ending)] = [
                (first, [.name: .text("Zebra")], .mismatch),
                (job, [.name: .text("Zebra"), .status: .text("x")], .invalid("status")),
                (job, [.name: .text("Zebra"), .clientID: nobody], .invalid("client_id")),
                (job, [.name: .text("Zebra"), .contactID: nobody], .invalid("contact_id")),
                (job, [.name: .text("Zebra"), .assignedTo: .list([nobody])], .invalid("assigned_to")),
            ]
            for (seen, edit, expected) in attempts {
                await expectEnding(expected) { try await shop.edit(seen, edit) }
                #expect(try await shop.trace(of: job) == before)
                #expect(try await shop.search("zebra").isEmpty)
                #expect(try await shop.search("gutter") == [job.id])
            }
        }
    }

    @Test("because of a database constraint is not a use case error, and has no effect", arguments: StoreUnderTest.all)
    func constraint(_ kind: StoreUnderTest) async throws {
        try await kind.withShop { shop in
            let job = try await shop.job()
            let before = try await shop.trace(of: job)
            let now = shop.clock.now
            let twin = Job(id: job.id, number: 9000, name: "Twin", createdBy: nil, createdAt: now, updatedAt: now)
            let sameNumber = Job(
                id: shop.ids.next(), number: job.number, name: "Twin", createdBy: nil, createdAt: now, updatedAt: now)
            for impossible in [twin, sameNumber] {
                guard case .failed = await ending({ try await shop.store.write { try $0.insert(impossible) } }) else {
                    Issue.record("inserted")
                    return
                }
            }
            let record = try #require(before.changes.first)
            let sameVersion = RecordChange(
                id: shop.ids.next(), of: .job(job.id), version: record.version, previous: nil, at: now, by: record.by,
                kind: .updated,
                before: [:], after: [:], summary: "")
            guard case .failed = await ending({ try await shop.store.write { try $0.insert(sameVersion) } }) else {
                Issue.record("a version has two records")
                return
            }
            #expect(try await shop.trace(of: job) == before)
            #expect(try await shop.search("twin").isEmpty)
            #expect(try await shop.job().number == job.number + 1)
        }
    }
}
