import Foundation
import JobtagCore
import Testing

@Suite("A client")
struct ClientTests {
    @Test("is created, read and edited like every versioned record", arguments: StoreUnderTest.all)
    func editing(_ kind: StoreUnderTest) async throws {
        try await kind.withShop { shop in
            let fields: Edit<Client> = [
                .email: .text("office@harbour.nz"), .phone: .text("+64 9 555"), .address: .text("1 Quay\nAuckland"),
                .notes: .text("é"),
            ]
            let client = try await shop.client("Harbour Ltd", fields)
            let expected = Client(
                id: client.id, name: "Harbour Ltd", email: "office@harbour.nz", phone: "+64 9 555", address: "1 Quay\nAuckland",
                notes: "é", createdAt: shop.clock.now, updatedAt: shop.clock.now)
            #expect(client == expected)
            #expect(try await shop.clients.client(client.id) == expected)

            let edited = try await shop.clients.edit(
                client.id, by: shop.office, if: client.asSeen, .success([.phone: .null, .address: .text("")]))
            #expect((edited.phone, edited.address) == (nil, nil))
            #expect(edited.updatedAt.microseconds == client.updatedAt.microseconds + 1)
            #expect(try await shop.clients.client(client.id) == edited)
            let same: Edit<Client> = Dictionary(uniqueKeysWithValues: Client.Field.allCases.map { ($0, edited[$0]) })
            #expect(try await shop.clients.edit(client.id, by: shop.office, if: edited.asSeen, .success(same)) == edited)
        }
    }

    @Test("and its contacts are checked in order: existence, version, data", arguments: StoreUnderTest.all)
    func orderOfJudgement(_ kind: StoreUnderTest) async throws {
        try await kind.withShop { shop in
            let (job, client, contact) = try await shop.jobWithContact()
            let before = try await shop.trace(of: job)
            let nobody = shop.ids.next()
            let other = try await shop.client("Other")
            let cases: [(Expected, Ending)] = [
                (.absent, .required(.absent)), (.wildcard, .required(.wildcard)), (other.asSeen, .mismatch),
                (.versions([client.version, contact.version]), .invalid("name")),
            ]
            for (expected, result) in cases {
                let bad: Edit<Client> = [.name: .null]
                await expectEnding(result) { try await shop.clients.edit(client.id, by: shop.office, if: expected, .success(bad)) }
                await expectEnding(.notFound) { try await shop.clients.edit(nobody, by: shop.office, if: expected, .success(bad)) }
                let deleted = result == .invalid("name") ? Ending.conflict : result
                await expectEnding(deleted) { try await shop.clients.delete(client.id, by: shop.office, if: expected) }
                await expectEnding(.notFound) { try await shop.clients.delete(nobody, by: shop.office, if: expected) }

                let badContact: Edit<Contact> = [.name: .null]
                for (owner, contactResult) in [(client.id, result), (other.id, .notFound), (nobody, .notFound)] {
                    await expectEnding(contactResult) {
                        try await shop.clients.editContact(
                            contact.id, of: owner, by: shop.office, if: expected, .success(badContact))
                    }
                }
                await expectEnding(deleted) {
                    try await shop.clients.deleteContact(contact.id, of: client.id, by: shop.office, if: expected)
                }
                await expectEnding(.notFound) {
                    try await shop.clients.deleteContact(contact.id, of: other.id, by: shop.office, if: expected)
                }
            }
            #expect(try await shop.clients.client(client.id) == client)
            #expect(try await shop.clients.contact(contact.id, of: client.id) == contact)
            #expect(try await shop.trace(of: job) == before)
        }
    }

    @Test("in its current version is shown to a stale request", arguments: StoreUnderTest.all)
    func stale(_ kind: StoreUnderTest) async throws {
        try await kind.withShop { shop in
            let (_, client, contact) = try await shop.jobWithContact()
            let refused = try await mismatch {
                try await shop.clients.edit(client.id, by: shop.office, if: contact.asSeen, .success([.notes: .text("x")]))
            }
            guard case .client(client) = refused?.current else {
                Issue.record("the refusal shows no client")
                return
            }
            let refusedContact = try await mismatch {
                try await shop.clients.deleteContact(contact.id, of: client.id, by: shop.office, if: client.asSeen)
            }
            guard case .contact(contact) = refusedContact?.current else {
                Issue.record("the refusal shows no contact")
                return
            }
        }
    }

    @Test("in use is not deleted, nor is its contact, even if its only job is deleted", arguments: StoreUnderTest.all)
    func inUse(_ kind: StoreUnderTest) async throws {
        try await kind.withShop { shop in
            let (job, client, contact) = try await shop.jobWithContact()
            let deleted = try await shop.jobs.delete(job.id, by: shop.office, if: job.asSeen)
            await expectEnding(.conflict) {
                try await shop.clients.deleteContact(contact.id, of: client.id, by: shop.office, if: contact.asSeen)
            }
            await expectEnding(.conflict) { try await shop.clients.delete(client.id, by: shop.office, if: client.asSeen) }
            let restored = try await shop.jobs.restore(job.id, by: shop.office, if: deleted.asSeen, .success(()))
            #expect(restored.contact?.id == contact.id)
            _ = try await shop.edit(restored, [.clientID: .null])
            #expect(try await shop.clients.contacts(of: client.id) == [contact])
            _ = try await shop.clients.delete(client.id, by: shop.office, if: client.asSeen)
            await expectEnding(.deleted(by: shop.office.id)) { try await shop.clients.client(client.id) }
            await expectEnding(.deleted(by: shop.office.id)) { try await shop.clients.contacts(of: client.id) }
            await expectEnding(.deleted(by: shop.office.id)) { try await shop.clients.contact(contact.id, of: client.id) }
        }
    }

    @Test("has its contacts sorted by name", arguments: StoreUnderTest.all)
    func contacts(_ kind: StoreUnderTest) async throws {
        try await kind.withShop { shop in
            let client = try await shop.client()
            let other = try await shop.client("Other")
            for name in ["Mo", "Ann", "Kim"] { _ = try await shop.contact(name, of: client) }
            _ = try await shop.contact("Zoe", of: other)
            #expect(try await shop.clients.contacts(of: client.id).map(\.name) == ["Ann", "Kim", "Mo"])
            let free = try #require(try await shop.clients.contacts(of: client.id).first)
            _ = try await shop.clients.deleteContact(free.id, of: client.id, by: shop.office, if: free.asSeen)
            #expect(try await shop.clients.contacts(of: client.id).map(\.name) == ["Kim", "Mo"])
            await expectEnding(.deleted(by: shop.office.id)) { try await shop.clients.contact(free.id, of: client.id) }
        }
    }

    @Test("has at most as many contacts as a list shows", arguments: StoreUnderTest.all)
    func manyContacts(_ kind: StoreUnderTest) async throws {
        try await kind.withShop { shop in
            let client = try await shop.client()
            let (now, ids) = (shop.clock.now, shop.ids)
            try await shop.store.write { session in
                for number in 1..<1000 {
                    try session.insert(
                        Contact(id: ids.next(), clientID: client.id, name: "Kim \(number)", createdAt: now, updatedAt: now))
                }
            }
            let last = try await shop.contact("Last", of: client)
            await expectEnding(.conflict) { try await shop.contact("One more", of: client) }
            #expect(try await shop.clients.contacts(of: client.id).count == 1000)
            _ = try await shop.clients.deleteContact(last.id, of: client.id, by: shop.office, if: last.asSeen)
            await expectEnding(.done) { try await shop.contact("In its place", of: client) }
        }
    }
}
