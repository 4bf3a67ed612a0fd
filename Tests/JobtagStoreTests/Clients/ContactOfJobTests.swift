import Foundation
import JobtagCore
import Testing

@Suite("A job's contact")
struct ContactOfJobTests {
    @Test("belongs to its client: a new contact of another client is rejected", arguments: StoreUnderTest.all)
    func foreign(_ kind: StoreUnderTest) async throws {
        try await kind.withShop { shop in
            let (job, _, _) = try await shop.jobWithContact()
            let other = try await shop.client("Other")
            let foreign = try await shop.contact("Lee", of: other)
            let before = try await shop.trace(of: job)
            await expectEnding(.invalid("contact_id")) { try await shop.edit(job, [.contactID: .text(foreign.id.text)]) }
            let withoutClient: Edit<Job> = [.clientID: .null, .contactID: .text(foreign.id.text)]
            await expectEnding(.invalid("contact_id")) { try await shop.edit(job, withoutClient) }
            let both: Edit<Job> = [.clientID: .text(shop.ids.next().text), .contactID: .text(shop.ids.next().text)]
            await expectEnding(.invalid(["client_id", "contact_id"])) { try await shop.edit(job, both) }
            #expect(try await shop.trace(of: job) == before)

            let moved = try await shop.edit(job, [.clientID: .text(other.id.text), .contactID: .text(foreign.id.text)])
            #expect((moved.client?.name, moved.contact?.name) == ("Other", "Lee"))
        }
    }

    @Test(
        "is cleared with the client, whether or not the request repeats it, and the history shows this",
        arguments: StoreUnderTest.all, [true, false])
    func cleared(_ kind: StoreUnderTest, _ isRepeated: Bool) async throws {
        try await kind.withShop { shop in
            let (job, client, contact) = try await shop.jobWithContact()
            let other = try await shop.client("Other")
            var edit: Edit<Job> = [.clientID: .text(other.id.text)]
            if isRepeated { edit = Dictionary(uniqueKeysWithValues: Job.Field.allCases.map { ($0, edit[$0] ?? job[$0]) }) }
            let moved = try await shop.edit(job, edit)
            #expect(moved.client == Job.ClientSummary(id: other.id, name: "Other"))
            #expect(moved.contactID == nil)
            #expect(moved.contact == nil)
            #expect(try await shop.current(job) == moved)
            let change = try #require(try await shop.changes(of: job).first)
            #expect(change.before == ["client_id": .text(client.id.text), "contact_id": .text(contact.id.text)])
            #expect(change.after == ["client_id": .text(other.id.text), "contact_id": .null])
            #expect(change.summary == "Changed the client, which cleared the contact")
        }
    }

    @Test("is cleared when the client is removed", arguments: StoreUnderTest.all)
    func clientRemoved(_ kind: StoreUnderTest) async throws {
        try await kind.withShop { shop in
            let (job, _, _) = try await shop.jobWithContact()
            let alone = try await shop.edit(job, [.clientID: .null])
            #expect((alone.client, alone.contact) == (nil, nil))
            #expect((alone.clientID, alone.contactID) == (nil, nil))
            #expect(try await shop.current(job) == alone)
        }
    }

    @Test("of another client is rejected by the database itself, and so is one without a client", arguments: StoreUnderTest.all)
    func database(_ kind: StoreUnderTest) async throws {
        try await kind.withShop { shop in
            let (job, _, contact) = try await shop.jobWithContact()
            let other = try await shop.client("Other")
            let foreign = try await shop.contact("Lee", of: other)
            let before = try await shop.trace(of: job)
            let wrong: [(client: UUID?, contact: UUID?)] = [
                (job.clientID, foreign.id), (other.id, contact.id), (nil, contact.id), (job.clientID, shop.ids.next()),
                (shop.ids.next(), nil),
            ]
            for (client, contact) in wrong {
                let updated = await ending {
                    try await shop.store.write { session in
                        var changed = job
                        (changed.clientID, changed.contactID) = (client, contact)
                        try session.update(changed, from: job)
                    }
                }
                let inserted = await ending {
                    try await shop.store.write { session in
                        let now = shop.clock.now
                        var new = Job(
                            id: shop.ids.next(), number: try session.nextJobNumber(), name: "x", createdBy: nil, createdAt: now,
                            updatedAt: now)
                        (new.clientID, new.contactID) = (client, contact)
                        try session.insert(new)
                    }
                }
                for result in [updated, inserted] {
                    guard case .failed = result else {
                        Issue.record("the database took client \(client?.text ?? "nil") with contact \(contact?.text ?? "nil")")
                        continue
                    }
                }
            }
            #expect(try await shop.trace(of: job) == before)
            #expect(try await shop.jobs.list(JobQuery()).items == [job])
        }
    }

    @Test("and client cannot be deleted in the database while a job uses them", arguments: StoreUnderTest.all)
    func databaseDeletion(_ kind: StoreUnderTest) async throws {
        try await kind.withShop { shop in
            let (job, client, contact) = try await shop.jobWithContact()
            let deletion = Deletion(at: shop.clock.now, by: shop.office.person)
            for delete in [
                { @Sendable (session: any WriteSession) in
                    var deleted = contact
                    deleted.deletion = deletion
                    try session.update(deleted)
                },
                { @Sendable (session: any WriteSession) in
                    var deleted = client
                    deleted.deletion = deletion
                    try session.update(deleted)
                },
            ] {
                guard case .failed = await ending({ try await shop.store.write(delete) }) else {
                    Issue.record("deleted")
                    return
                }
            }
            #expect(try await shop.current(job) == job)
        }
    }

    @Test("and client cannot be set in the database if they are deleted", arguments: StoreUnderTest.all)
    func databaseNaming(_ kind: StoreUnderTest) async throws {
        try await kind.withShop { shop in
            let client = try await shop.client()
            let (gone, left) = (try await shop.contact("Gone", of: client), try await shop.contact("Left", of: client))
            let other = try await shop.client("Other")
            let job = try await shop.job("Flue", [.clientID: .text(client.id.text), .contactID: .text(left.id.text)])
            _ = try await shop.clients.deleteContact(gone.id, of: client.id, by: shop.office, if: gone.asSeen)
            _ = try await shop.clients.delete(other.id, by: shop.office, if: other.asSeen)
            await expectEnding(.invalid("contact_id")) { try await shop.edit(job, [.contactID: .text(gone.id.text)]) }
            await expectEnding(.invalid("client_id")) {
                try await shop.edit(job, [.clientID: .text(other.id.text), .contactID: .null])
            }
            for (clientID, contactID) in [(client.id, gone.id), (other.id, nil)] as [(UUID, UUID?)] {
                var changed = job
                (changed.clientID, changed.contactID) = (clientID, contactID)
                var new = Job(
                    id: shop.ids.next(), number: job.number + 1, name: "New", createdBy: shop.office.id, createdAt: job.createdAt,
                    updatedAt: job.updatedAt)
                (new.clientID, new.contactID) = (clientID, contactID)
                let (updated, inserted) = (changed, new)
                for write in [
                    { @Sendable (session: any WriteSession) in try session.update(updated, from: job) },
                    { @Sendable (session: any WriteSession) in try session.insert(inserted) },
                ] {
                    guard case .failed = await ending({ try await shop.store.write(write) }) else {
                        Issue.record("the database took it")
                        continue
                    }
                }
            }
            #expect(try await shop.current(job) == job)
        }
    }
}
