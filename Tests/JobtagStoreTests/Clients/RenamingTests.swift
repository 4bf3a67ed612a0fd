import Foundation
import JobtagCore
import Testing

@Suite("A change of a client or contact")
struct RenamingTests {
    @Test("of the client's name gives only its own jobs new versions, and is in their history", arguments: StoreUnderTest.all)
    func clientName(_ kind: StoreUnderTest) async throws {
        try await kind.withShop { shop in
            let (first, client, _) = try await shop.jobWithContact("First")
            let second = try await shop.job("Second", [.clientID: .text(client.id.text)])
            let third = try await shop.job("Third", [.clientID: .text(client.id.text)])
            let deleted = try await shop.jobs.delete(third.id, by: shop.office, if: third.asSeen)
            let others = [
                try await shop.job("None"), try await shop.job("Other", [.clientID: .text(shop.client("Other").id.text)]),
            ]
            let before = try await Self.traces(others, shop)

            shop.clock.stepBack(seconds: 60)
            _ = try await shop.clients.edit(client.id, by: shop.admin, if: client.asSeen, .success([.name: .text("Pier Ltd")]))
            for job in [first, second, deleted] {
                let trace = try await shop.trace(of: job)
                #expect(trace.job?.client?.name == "Pier Ltd")
                #expect(try #require(trace.job).updatedAt > job.updatedAt)
                let change = try #require(trace.changes.first)
                #expect((change.kind, change.by, change.fields) == (.client, shop.admin.person, ["client"]))
                #expect(change.before["client"] == .record(["id": .text(client.id.text), "name": .text("Harbour Ltd")]))
                #expect(change.after["client"] == .record(["id": .text(client.id.text), "name": .text("Pier Ltd")]))
                try expectUnbroken(trace)
                let known = try await shop.store.version(ofJob: job.id)
                #expect(known?.updatedAt == (job.deletedAt == nil ? trace.job?.updatedAt : nil))
            }
            #expect(try await Self.traces(others, shop) == before)
            await expectEnding(.mismatch) { try await shop.edit(first, [.priority: .number(1)]) }
        }
    }

    private static func traces(_ jobs: [Job], _ shop: Shop) async throws -> [Trace] {
        var traces: [Trace] = []
        for job in jobs { traces.append(try await shop.trace(of: job)) }
        return traces
    }

    @Test("that no job shows gives no job a new version", arguments: StoreUnderTest.all)
    func notShown(_ kind: StoreUnderTest) async throws {
        try await kind.withShop { shop in
            let (job, client, contact) = try await shop.jobWithContact()
            let before = try await shop.trace(of: job)
            let unseen: Edit<Client> = [.email: .text("a@b.c"), .phone: .text("1"), .address: .text("x"), .notes: .text("y")]
            let changed = try await shop.clients.edit(client.id, by: shop.office, if: client.asSeen, .success(unseen))
            #expect(changed.updatedAt > client.updatedAt)
            let moved = try await shop.clients.editContact(
                contact.id, of: client.id, by: shop.office, if: contact.asSeen, .success([.position: .text("Foreman")]))
            #expect(moved.position == "Foreman")
            #expect(moved.updatedAt > contact.updatedAt)
            #expect(try await shop.trace(of: job) == before)
            #expect(try await shop.store.version(ofJob: job.id) == job.version)
        }
    }

    @Test(
        "of a contact's details gives new versions only to jobs that use it", arguments: StoreUnderTest.all,
        [Contact.Field.name, .email, .phone])
    func contactDetails(_ kind: StoreUnderTest, _ field: Contact.Field) async throws {
        try await kind.withShop { shop in
            let (job, client, contact) = try await shop.jobWithContact()
            let colleague = try await shop.contact("Lee", of: client)
            let others = [
                try await shop.job("x", [.clientID: .text(client.id.text)]),
                try await shop.job("x", [.clientID: .text(client.id.text), .contactID: .text(colleague.id.text)]),
            ]
            let before = try await Self.traces(others, shop)
            let value = FieldValue.text(field == .email ? "new@example.com" : "New")
            let changed = try await shop.clients.editContact(
                contact.id, of: client.id, by: shop.office, if: contact.asSeen, .success([field: value]))
            #expect(changed[field] == value)

            let trace = try await shop.trace(of: job)
            let shown = try #require(trace.job?.contact)
            #expect((shown.name, shown.email, shown.phone) == (changed.name, changed.email, changed.phone))
            #expect(trace.changes.count == 2)
            let change = try #require(trace.changes.first)
            #expect((change.kind, change.fields) == (.client, ["contact"]))
            guard case .record(let record) = change.after["contact"] else {
                Issue.record("the record does not say what the contact is now")
                return
            }
            #expect(record[field.rawValue] == value)
            try expectUnbroken(trace)
            #expect(try await Self.traces(others, shop) == before)
        }
    }

    @Test("that is rejected gives no job a new version", arguments: StoreUnderTest.all)
    func refused(_ kind: StoreUnderTest) async throws {
        try await kind.withShop { shop in
            let (job, client, contact) = try await shop.jobWithContact()
            let before = try await shop.trace(of: job)
            let renamed: Edit<Client> = [.name: .text("Pier"), .email: .text("no address")]
            await expectEnding(.invalid("email")) {
                try await shop.clients.edit(client.id, by: shop.office, if: client.asSeen, .success(renamed))
            }
            let contactEdit: Edit<Contact> = [.name: .text("Lee"), .email: .text("@")]
            await expectEnding(.invalid("email")) {
                try await shop.clients.editContact(
                    contact.id, of: client.id, by: shop.office, if: contact.asSeen, .success(contactEdit))
            }
            #expect(try await shop.trace(of: job) == before)
        }
    }

    @Test("to another spelling of the same letters is a change", arguments: StoreUnderTest.all)
    func decomposed(_ kind: StoreUnderTest) async throws {
        try await kind.withShop { shop in
            let client = try await shop.client("Caf\u{E9}")
            let job = try await shop.job("x", [.clientID: .text(client.id.text)])
            _ = try await shop.clients.edit(client.id, by: shop.office, if: client.asSeen, .success([.name: .text("Cafe\u{301}")]))
            let shown = try await shop.current(job)
            #expect(Array(shown.client?.name.utf8 ?? "".utf8) == Array("Cafe\u{301}".utf8))
            #expect(shown.updatedAt > job.updatedAt)
        }
    }
}
