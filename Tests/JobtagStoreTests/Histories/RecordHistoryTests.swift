import Foundation
import JobtagCore
import Testing

@Suite("The history of a client, a contact or a member of staff")
struct RecordHistoryTests {
    private static func changes(of record: RecordKey, _ shop: Shop) async throws -> [RecordChange] {
        try await shop.store.read { try $0.changes(of: record, limit: .max) }
    }

    /// Every version was made by exactly one change, based on the one before.
    private static func expectUnbroken(_ changes: [RecordChange], upTo version: Version) {
        #expect(changes.first?.version == version.updatedAt)
        for (change, earlier) in zip(changes, changes.dropFirst()) { #expect(change.previous == earlier.version) }
        #expect(changes.last?.kind == .created && changes.last?.previous == nil)
    }

    @Test("of a client has every change, with its values and its author", arguments: StoreUnderTest.all)
    func client(_ kind: StoreUnderTest) async throws {
        try await kind.withShop { shop in
            let client = try await shop.client("Harbour Ltd", [.phone: .text("021 1")])
            let edited = try await shop.clients.edit(
                client.id, by: shop.office2, if: client.asSeen, .success([.phone: .text("021 2"), .notes: .text("Ring first.")]))
            let deleted = try await shop.clients.delete(client.id, by: shop.office, if: edited.asSeen)
            let restored = try await shop.clients.restore(client.id, if: deleted.asSeen)
            let changes = try await Self.changes(of: .client(client.id), shop)
            Self.expectUnbroken(changes, upTo: restored.version)
            #expect(changes.map(\.kind) == [.restored, .deleted, .updated, .created])
            #expect(
                changes.map(\.summary) == [
                    "Restored the client", "Deleted the client", "Changed phone, notes", "Created the client",
                ])
            #expect(changes[2].before == ["phone": .text("021 1"), "notes": .text("")])
            #expect(changes[2].after == ["phone": .text("021 2"), "notes": .text("Ring first.")])
            #expect(changes[2].by == shop.office2.person)
            #expect(changes[3].after["name"] == .text("Harbour Ltd"))
        }
    }

    @Test("has no change if nothing changed", arguments: StoreUnderTest.all)
    func noChange(_ kind: StoreUnderTest) async throws {
        try await kind.withShop { shop in
            let client = try await shop.client()
            _ = try await shop.clients.edit(client.id, by: shop.office, if: client.asSeen, .success([.name: .text(client.name)]))
            #expect(try await Self.changes(of: .client(client.id), shop).count == 1)
        }
    }

    @Test("lets a change be undone, and undone again, while its values are current", arguments: StoreUnderTest.all)
    func undo(_ kind: StoreUnderTest) async throws {
        try await kind.withShop { shop in
            let (job, client, contact) = try await shop.jobWithContact()
            let renamed = try await shop.clients.edit(
                client.id, by: shop.office, if: client.asSeen, .success([.name: .text("Quay Ltd")]))
            let noted = try await shop.clients.edit(
                client.id, by: shop.office, if: renamed.asSeen, .success([.notes: .text("kept")]))
            let changes = try await Self.changes(of: .client(client.id), shop)
            let renamedJob = try await shop.current(job)
            let undone = try await shop.clients.undo(changes[1], by: shop.office2, if: noted.asSeen)
            #expect((undone.name, undone.notes) == (client.name, "kept"))
            // The jobs show the name.
            let shown = try await shop.current(job)
            #expect(shown.client?.name == client.name)
            #expect(shown.updatedAt > renamedJob.updatedAt)
            #expect(try await shop.changes(of: job).first?.kind == .client)
            let last = try #require(try await Self.changes(of: .client(client.id), shop).first)
            #expect((last.kind, last.before, last.after) == (.undone, changes[1].after, changes[1].before))
            #expect(last.summary == "Undid: Changed name")
            let redone = try await shop.clients.undo(last, by: shop.office, if: undone.asSeen)
            #expect(redone.name == "Quay Ltd")

            let moved = try await shop.clients.editContact(
                contact.id, of: client.id, by: shop.office, if: contact.asSeen,
                .success([.phone: .text("1"), .position: .text("Clerk")]))
            let change = try #require(try await Self.changes(of: .contact(contact.id), shop).first)
            let back = try await shop.clients.undoContact(change, of: client.id, by: shop.office, if: moved.asSeen)
            #expect((back.phone, back.position) == (contact.phone, contact.position))
            #expect(try await shop.current(job).contact?.phone == contact.phone)
        }
    }

    @Test("says why a change cannot be undone, and nothing happens", arguments: StoreUnderTest.all)
    func obstacles(_ kind: StoreUnderTest) async throws {
        try await kind.withShop { shop in
            let (other, client) = (try await shop.client("Other"), try await shop.client())
            let first = try await shop.clients.edit(client.id, by: shop.office, if: client.asSeen, .success([.phone: .text("1")]))
            let second = try await shop.clients.edit(client.id, by: shop.office, if: first.asSeen, .success([.phone: .text("2")]))
            let history = try await shop.clients.service.history(of: client.id, limit: .max)
            #expect(history.changes.map(\.canUndo) == [true, false, false])
            for change in history.changes.map(\.change).dropFirst() {
                await expectEnding(.conflict) { try await shop.clients.undo(change, by: shop.office, if: second.asSeen) }
            }
            await expectEnding(.mismatch) {
                try await shop.clients.undo(history.changes[0].change, by: shop.office, if: first.asSeen)
            }
            let foreign = try #require(try await Self.changes(of: .client(other.id), shop).first)
            await expectEnding(.invalid("change_id")) {
                try await shop.store.write {
                    try shop.clients.service.undo(
                        of: client.id, in: $0, by: shop.office, if: second.asSeen, .success(foreign.id))
                }
            }
            #expect(try await shop.clients.client(client.id) == second)
            #expect(try await Self.changes(of: .client(client.id), shop).count == 3)
        }
    }

    @Test("of staff shows that a password changed and never its value, and cannot bring it back", arguments: StoreUnderTest.all)
    func password(_ kind: StoreUnderTest) async throws {
        try await kind.withShop { shop in
            let fields: Edit<Staff> = [.name: .text("Ng"), .email: .text("ng@example.com"), .role: .text("office")]
            let made = try await shop.staff.create(if: .none, .success(StaffEdit(fields: fields, password: "first secret")))
            let changed = try await shop.staff.edit(
                made.id, if: made.asSeen, .success(StaffEdit(fields: [.name: .text("Ng B.")], password: "second secret")))
            let changes = try await Self.changes(of: .staff(made.id), shop)
            Self.expectUnbroken(changes, upTo: changed.version)
            #expect(changes.map(\.fields) == [["name", "password"], ["email", "is_active", "name", "password", "role"]])
            #expect(changes[0].after["password"] == .null && changes[1].after["password"] == .null)
            #expect(changes[0].summary == "Changed name, password")
            #expect(!"\(changes)".contains("secret"))
            await expectEnding(.conflict) { try await shop.staff.undo(changes[0], if: changed.asSeen) }
            #expect(try await shop.staff.service.history(of: made.id, limit: .max).changes.map(\.canUndo) == [false, false])
        }
    }

    @Test("of staff is undone under the rules of staff", arguments: StoreUnderTest.all)
    func staffRules(_ kind: StoreUnderTest) async throws {
        try await kind.withShop { shop in
            let promoted = try await shop.staff.edit(
                shop.office.id, if: shop.office.asSeen, .success(StaffEdit(fields: [.role: .text("admin")])))
            let demoted = try await shop.staff.edit(
                shop.admin.id, if: shop.admin.asSeen, .success(StaffEdit(fields: [.role: .text("office")])))
            // Who was made an admin is the only one now.
            let change = try #require(try await Self.changes(of: .staff(promoted.id), shop).first)
            await expectEnding(.conflict) { try await shop.staff.undo(change, if: promoted.asSeen) }
            #expect(try await shop.staff.service.history(of: promoted.id, limit: .max).changes.map(\.canUndo) == [false])
            let demotion = try #require(try await Self.changes(of: .staff(demoted.id), shop).first)
            #expect(try await shop.staff.undo(demotion, if: demoted.asSeen).role == .admin)
            // An address that somebody else has now.
            let moved = try await shop.staff.edit(
                shop.workshop.id, if: shop.workshop.asSeen, .success(StaffEdit(fields: [.email: .text("w@example.com")])))
            _ = try await shop.staff.edit(
                shop.office2.id, if: shop.office2.asSeen, .success(StaffEdit(fields: [.email: .text("wim@example.com")])))
            let move = try #require(try await Self.changes(of: .staff(moved.id), shop).first)
            await expectEnding(.conflict) { try await shop.staff.undo(move, if: moved.asSeen) }
            #expect(try await shop.staff.staff(moved.id) == moved)
        }
    }

    @Test("ends a person's sessions when an activation is undone", arguments: StoreUnderTest.all)
    func sessions(_ kind: StoreUnderTest) async throws {
        try await kind.withShop { shop in
            let off = try await shop.staff.edit(
                shop.workshop.id, if: shop.workshop.asSeen, .success(StaffEdit(fields: [.isActive: .flag(false)])))
            let on = try await shop.staff.edit(off.id, if: off.asSeen, .success(StaffEdit(fields: [.isActive: .flag(true)])))
            let token = try #require(try await shop.signIn.signIn(email: on.email, password: Shop.password)).token
            #expect(try await shop.signIn.lookUp(token: token).principal?.id == on.id)
            let change = try #require(try await Self.changes(of: .staff(on.id), shop).first)
            let undone = try await shop.staff.undo(change, if: on.asSeen)
            #expect(try await shop.signIn.lookUp(token: token).principal == nil)
            // Nor does it come back with the person.
            _ = try await shop.staff.edit(undone.id, if: undone.asSeen, .success(StaffEdit(fields: [.isActive: .flag(true)])))
            #expect(try await shop.signIn.lookUp(token: token).principal == nil)
        }
    }

    @Test("gives a stale request the changes since, the merge, and what may be sent again", arguments: StoreUnderTest.all)
    func stale(_ kind: StoreUnderTest) async throws {
        try await kind.withShop { shop in
            let client = try await shop.client("Harbour Ltd", [.notes: .text("one\n\ntwo\n")])
            let theirs = try await shop.clients.edit(
                client.id, by: shop.office2, if: client.asSeen, .success([.notes: .text("one\n\nTWO\n"), .phone: .text("1")]))
            func refused(_ edit: Edit<Client>) async throws -> VersionMismatch {
                try #require(
                    try await mismatch {
                        try await shop.clients.edit(client.id, by: shop.office, if: client.asSeen, .success(edit))
                    })
            }
            let clean = try await refused([.notes: .text("ONE\n\ntwo\n"), .email: .text("a@example.com")])
            #expect(clean.changes?.map(\.fields) == [["notes", "phone"]])
            #expect(clean.changes?.map(\.by.name) == ["Otto"])
            #expect(clean.resolved().resend == .merged)
            let patch = Dictionary(uniqueKeysWithValues: try #require(clean.resolved().merge).patch.map { ($0.name, $0.value) })
            #expect(patch == ["notes": .text("ONE\n\nTWO\n"), "email": .text("a@example.com")])
            let clashing = try await refused([.phone: .text("2")])
            #expect(clashing.resolved().resend == .ask)
            #expect(clashing.resolved().merge?.patch.isEmpty == true)
            let deletion = try await mismatch { try await shop.clients.delete(client.id, by: shop.office, if: client.asSeen) }
            #expect(deletion?.resolved().resend == .ask)
            #expect(deletion?.changes?.count == 1)
            #expect(deletion?.resolved().merge == nil)
            #expect(try await shop.clients.client(client.id) == theirs)
        }
    }

    @Test("never sends a password again by itself", arguments: StoreUnderTest.all)
    func stalePassword(_ kind: StoreUnderTest) async throws {
        try await kind.withShop { shop in
            let seen = shop.workshop
            _ = try await shop.staff.edit(seen.id, if: seen.asSeen, .success(StaffEdit(fields: [.name: .text("Wim B.")])))
            let edit = StaffEdit(fields: [.role: .text("office")], password: "a new secret")
            let refused = try #require(try await mismatch { try await shop.staff.edit(seen.id, if: seen.asSeen, .success(edit)) })
            let resolution = refused.resolved()
            #expect(resolution.resend == .ask)
            #expect(resolution.merge?.patch.map(\.name) == ["role"])
            #expect(resolution.merge?.fields.last?.field == "password")
            #expect(!"\(resolution)".contains("secret"))
        }
    }

    @Test("recognises a repeat of one's own last change", arguments: StoreUnderTest.all)
    func repeats(_ kind: StoreUnderTest) async throws {
        try await kind.withShop { shop in
            let client = try await shop.client()
            let edit: Edit<Client> = [.phone: .text("1")]
            let edited = try await shop.clients.edit(client.id, by: shop.office, if: client.asSeen, .success(edit))
            let again = try await shop.clients.edit(client.id, by: shop.office, if: client.asSeen, .success(edit))
            #expect(again == edited)
            await expectEnding(.mismatch) {
                try await shop.clients.edit(client.id, by: shop.office2, if: client.asSeen, .success(edit))
            }
            #expect(try await Self.changes(of: .client(client.id), shop).count == 2)
        }
    }

    @Test("begins with the first change of a record from before there was one", arguments: StoreUnderTest.all)
    func before(_ kind: StoreUnderTest) async throws {
        try await kind.withShop { shop in
            let made = shop.clock.now
            let old = Client(id: shop.ids.next(), name: "Old", notes: "one\n\ntwo\n", createdAt: made, updatedAt: made)
            try await shop.store.write { try $0.insert(old) }
            let theirs = try await shop.clients.edit(
                old.id, by: shop.office2, if: old.asSeen, .success([.notes: .text("one\n\nTWO\n")]))
            let refused = try #require(
                try await mismatch {
                    try await shop.clients.edit(old.id, by: shop.office, if: old.asSeen, .success([.notes: .text("ONE\n\ntwo\n")]))
                })
            #expect(refused.resolved().merge?.patch.map(\.value) == [.text("ONE\n\nTWO\n")])
            let never = Version(id: old.id, updatedAt: Timestamp(microseconds: made.microseconds - 1))
            let unknown = try #require(
                try await mismatch {
                    try await shop.clients.edit(old.id, by: shop.office, if: .version(never), .success([.notes: .text("x")]))
                })
            #expect(unknown.changes == nil)
            let undone = try await shop.clients.undo(
                try #require(try await Self.changes(of: .client(old.id), shop).first), by: shop.office, if: theirs.asSeen)
            #expect(undone.notes == old.notes)
        }
    }

    @Test("goes with its record, and is kept as long as others", arguments: StoreUnderTest.all)
    func purge(_ kind: StoreUnderTest) async throws {
        try await kind.withShop { shop in
            let (gone, kept) = (try await shop.client("Gone"), try await shop.client("Kept"))
            let contact = try await shop.contact(of: gone)
            let deleted = try await shop.clients.delete(gone.id, by: shop.office, if: shop.clients.client(gone.id).asSeen)
            shop.clock.advance(days: 31)
            let edited = try await shop.clients.edit(
                kept.id, by: shop.office, if: shop.clients.client(kept.id).asSeen, .success([.phone: .text("1")]))
            let now = shop.clock.now
            func purge(historyBefore: Timestamp?) async throws {
                try await shop.store.write {
                    try $0.purge(now: now, deletedBefore: Deletion.oldestRecoverable(at: now), historyBefore: historyBefore)
                }
            }
            try await purge(historyBefore: nil)
            for record in [RecordKey.client(gone.id), .contact(contact.id)] {
                #expect(try await Self.changes(of: record, shop).isEmpty)
            }
            #expect(try await Self.changes(of: .client(kept.id), shop).count == 2)
            try await purge(historyBefore: Timestamp(microseconds: deleted.updatedAt.microseconds + 1))
            #expect(try await Self.changes(of: .client(kept.id), shop).map(\.version) == [edited.updatedAt])
        }
    }

    @Test("of sixteen people who undo one change or edit the same version at once, one succeeds", arguments: StoreUnderTest.all)
    func race(_ kind: StoreUnderTest) async throws {
        try await kind.withShop { shop in
            let client = try await shop.client()
            let edited = try await shop.clients.edit(client.id, by: shop.office, if: client.asSeen, .success([.phone: .text("1")]))
            let change = try #require(try await Self.changes(of: .client(client.id), shop).first)
            let endings = await JobtagStoreTests.race { number in
                number % 2 == 0
                    ? try await shop.clients.undo(change, by: shop.office, if: edited.asSeen)
                    : try await shop.clients.edit(
                        client.id, by: shop.office2, if: edited.asSeen, .success([.notes: .text("\(number)")]))
            }.map(\.ending)
            #expect(endings.count { $0 == .done } == 1)
            #expect(endings.count { $0 == .mismatch } == 15)
            let changes = try await Self.changes(of: .client(client.id), shop)
            #expect(changes.count == 3)
            Self.expectUnbroken(changes, upTo: try await shop.clients.client(client.id).version)
        }
    }
}
