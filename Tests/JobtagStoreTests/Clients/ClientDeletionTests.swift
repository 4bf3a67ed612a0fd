import Foundation
import JobtagCore
import Testing

@Suite("A deleted client or contact")
struct ClientDeletionTests {
    @Test("is not found, is reported as deleted, and is restored unchanged with a later version", arguments: StoreUnderTest.all)
    func client(_ kind: StoreUnderTest) async throws {
        try await kind.withShop { shop in
            let new = try await shop.client("Harbour Ltd", [.notes: .text("pays late")])
            let contact = try await shop.contact("Kim", of: new)
            let client = try await shop.clients.client(new.id)
            let deleted = try await shop.clients.delete(client.id, by: shop.office, if: client.asSeen)
            #expect(deleted.updatedAt > client.updatedAt)
            #expect(deleted.deletion == Deletion(at: shop.clock.now, by: shop.office.person))
            let gone = Ending.deleted(by: shop.office.id)
            await expectEnding(gone) { try await shop.clients.client(client.id) }
            await expectEnding(gone) { try await shop.clients.contact(contact.id, of: client.id) }
            await expectEnding(gone) { try await shop.clients.contacts(of: client.id) }
            await expectEnding(gone) { try await shop.contact("Mo", of: client) }
            await expectEnding(gone) { try await shop.clients.delete(client.id, by: shop.office, if: deleted.asSeen) }
            await expectEnding(gone) {
                try await shop.clients.edit(client.id, by: shop.office, if: deleted.asSeen, .success([.name: .text("x")]))
            }
            await expectEnding(gone) {
                try await shop.clients.editContact(
                    contact.id, of: client.id, by: shop.office, if: contact.asSeen, .success([.name: .text("x")]))
            }
            var query = ClientQuery()
            query.words = ["harbour"]
            #expect(try await shop.clients.list(query).items.isEmpty)
            query.isDeleted = true
            #expect(try await shop.clients.list(query).items == [deleted])

            await expectEnding(.mismatch) { try await shop.clients.restore(client.id, if: client.asSeen) }
            await expectEnding(.required(.absent)) { try await shop.clients.restore(client.id, if: .absent) }
            await expectEnding(.notFound) { try await shop.clients.restore(shop.ids.next(), if: deleted.asSeen) }
            let restored = try await shop.clients.restore(client.id, if: deleted.asSeen)
            var expected = client
            expected.updatedAt = restored.updatedAt
            #expect(restored == expected)
            #expect(restored.updatedAt > deleted.updatedAt)
            #expect(try await shop.clients.client(client.id) == restored)
            #expect(try await shop.clients.contacts(of: client.id) == [contact])
            await expectEnding(.conflict) { try await shop.clients.restore(client.id, if: restored.asSeen) }
            query.isDeleted = false
            #expect(try await shop.clients.list(query).items == [restored])
        }
    }

    @Test("on its own is among its client's deleted contacts, and in no other list", arguments: StoreUnderTest.all)
    func contact(_ kind: StoreUnderTest) async throws {
        try await kind.withShop { shop in
            let client = try await shop.client()
            let (kim, mo) = (try await shop.contact("Kim", of: client), try await shop.contact("Mo", of: client))
            let deleted = try await shop.clients.deleteContact(kim.id, of: client.id, by: shop.office, if: kim.asSeen)
            await expectEnding(.deleted(by: shop.office.id)) { try await shop.clients.contact(kim.id, of: client.id) }
            #expect(try await shop.clients.contacts(of: client.id) == [mo])
            #expect(try await shop.clients.contacts(of: client.id, isDeleted: true) == [deleted])
            var query = ClientQuery()
            query.words = ["kim"]
            #expect(try await shop.clients.list(query).items.isEmpty)

            // One that was deleted before stays so when the client comes back.
            let whole = try await shop.clients.client(client.id)
            let gone = try await shop.clients.delete(client.id, by: shop.office, if: whole.asSeen)
            await expectEnding(.deleted(by: shop.office.id)) {
                try await shop.clients.restoreContact(kim.id, of: client.id, if: deleted.asSeen)
            }
            _ = try await shop.clients.restore(client.id, if: gone.asSeen)
            #expect(try await shop.clients.contacts(of: client.id) == [mo])

            await expectEnding(.mismatch) { try await shop.clients.restoreContact(kim.id, of: client.id, if: kim.asSeen) }
            await expectEnding(.notFound) {
                try await shop.clients.restoreContact(kim.id, of: shop.ids.next(), if: deleted.asSeen)
            }
            let restored = try await shop.clients.restoreContact(kim.id, of: client.id, if: deleted.asSeen)
            #expect(restored.updatedAt > deleted.updatedAt)
            #expect(try await shop.clients.contacts(of: client.id) == [restored, mo])
            await expectEnding(.conflict) { try await shop.clients.restoreContact(kim.id, of: client.id, if: restored.asSeen) }
            #expect(try await shop.clients.list(query).items.map(\.id) == [client.id])
        }
    }

    @Test("leaves its client's version unchanged in all cases", arguments: StoreUnderTest.all)
    func ownVersion(_ kind: StoreUnderTest) async throws {
        try await kind.withShop { shop in
            let client = try await shop.client()
            let kim = try await shop.contact("Kim", of: client)
            let edited = try await shop.clients.editContact(
                kim.id, of: client.id, by: shop.office, if: kim.asSeen, .success([.phone: .text("021 555 0100")]))
            let gone = try await shop.clients.deleteContact(kim.id, of: client.id, by: shop.office, if: edited.asSeen)
            _ = try await shop.clients.restoreContact(kim.id, of: client.id, if: gone.asSeen)
            #expect(try await shop.clients.client(client.id) == client)
            _ = try await shop.clients.delete(client.id, by: shop.office, if: client.asSeen)
        }
    }

    @Test("is permanently deleted after 30 days", arguments: StoreUnderTest.all)
    func purge(_ kind: StoreUnderTest) async throws {
        try await kind.withShop { shop in
            let (whole, left) = (try await shop.client("Whole"), try await shop.client("Left"))
            let (ann, kim) = (try await shop.contact("Ann", of: whole), try await shop.contact("Kim", of: left))
            let mo = try await shop.contact("Mo", of: left)
            let gone = try await shop.clients.delete(
                whole.id, by: shop.office, if: shop.clients.client(whole.id).asSeen)
            let goneContact = try await shop.clients.deleteContact(kim.id, of: left.id, by: shop.office, if: kim.asSeen)
            shop.clock.advance(days: 29)
            let almost = Deletion.oldestRecoverable(at: shop.clock.now)
            try await shop.store.write { [now = shop.clock.now] in
                try $0.purge(now: now, deletedBefore: almost, historyBefore: nil)
            }
            #expect(try await shop.store.read { try $0.contact(ann.id) } == ann)
            #expect(try await shop.clients.contacts(of: left.id, isDeleted: true) == [goneContact])
            shop.clock.advance(days: 1)
            // Whether it has been swept up yet or not.
            for isPurged in [false, true] {
                if isPurged {
                    let before = Deletion.oldestRecoverable(at: shop.clock.now)
                    try await shop.store.write { [now = shop.clock.now] in
                        try $0.purge(now: now, deletedBefore: before, historyBefore: nil)
                    }
                }
                await expectEnding(.notFound) { try await shop.clients.client(whole.id) }
                await expectEnding(.notFound) { try await shop.clients.restore(whole.id, if: gone.asSeen) }
                await expectEnding(.notFound) { try await shop.clients.contact(kim.id, of: left.id) }
                await expectEnding(.notFound) {
                    try await shop.clients.restoreContact(kim.id, of: left.id, if: goneContact.asSeen)
                }
                var query = ClientQuery()
                query.isDeleted = true
                #expect(try await shop.clients.list(query).items.isEmpty)
                #expect(try await shop.clients.contacts(of: left.id, isDeleted: true).isEmpty)
            }
            let rows = try await shop.store.read {
                (
                    try $0.client(whole.id, includingDeleted: true), try $0.contact(ann.id),
                    try $0.contact(kim.id, includingDeleted: true)
                )
            }
            #expect(rows == (nil, nil, nil))
            #expect(try await shop.clients.contacts(of: left.id) == [mo])
        }
    }
}
