import Foundation
import JobtagCore
import JobtagStore
import Testing

/// What one writer at a time hides: a check that another transaction makes stale before the write that relies on it.
@Suite("Of concurrent writes that rely on a check")
struct CheckThenActTests {
    @Test("one gets an e-mail address, and the others are told that it is in use", arguments: StoreUnderTest.all)
    func address(_ kind: StoreUnderTest) async throws {
        try await kind.withShop { shop in
            for round in 1...10 {
                let edit = StaffEdit(
                    fields: [.name: .text("New"), .email: .text("new\(round)@example.com"), .role: .text("office")],
                    password: "correct horse")
                let endings = await race { _ in try await shop.staff.create(if: .none, .success(edit)) }.map(\.ending)
                #expect(endings.count { $0 == .done } == 1)
                #expect(endings.count { $0 == .invalid("email") } == 15)
            }
        }
    }

    @Test("two admins cannot both take the role from each other", arguments: StoreUnderTest.all)
    func lastAdmin(_ kind: StoreUnderTest) async throws {
        try await kind.withShop { shop in
            for _ in 1...10 {
                var admins: [Staff] = []
                for person in [shop.admin, shop.office] {
                    let current = try #require(try await shop.store.read { try $0.staff(person.id) })
                    admins.append(try await shop.staff.edit(person.id, if: current.asSeen, .success(Self.role("admin"))))
                }
                let endings = await race(2) { [admins] number in
                    try await shop.staff.edit(admins[number].id, if: admins[number].asSeen, .success(Self.role("office")))
                }.map(\.ending)
                #expect(endings.count { $0 == .done } == 1)
                #expect(endings.count { $0 == .conflict } == 1)
                #expect(try await shop.staff.list().count { $0.role == .admin } == 1)
            }
        }
    }

    private static func role(_ role: String) -> StaffEdit { StaffEdit(fields: [.role: .text(role)]) }

    @Test("no job names a client that was deleted meanwhile", arguments: StoreUnderTest.all)
    func references(_ kind: StoreUnderTest) async throws {
        try await kind.withShop { shop in
            for round in 1...10 {
                let client = try await shop.client("Client \(round)")
                let job = try await shop.job("Job \(round)")
                let endings = await race(3) { number -> Void in
                    switch number {
                    case 0: _ = try await shop.clients.delete(client.id, by: shop.office, if: client.asSeen)
                    case 1: _ = try await shop.job("New \(round)", [.clientID: .text(client.id.text)])
                    default: _ = try await shop.edit(job, [.clientID: .text(client.id.text)])
                    }
                }.map(\.ending)
                let isDeleted = endings[0] == .done
                #expect(isDeleted || endings[0] == .conflict)
                for ending in endings.dropFirst() { #expect(ending == (isDeleted ? .invalid("client_id") : .done)) }
            }
        }
    }

    @Test("a renamed client's jobs each get one version for each of its names", arguments: StoreUnderTest.all)
    func renaming(_ kind: StoreUnderTest) async throws {
        try await kind.withShop { shop in
            let client = try await shop.client()
            let jobs = try await race(8) { try await shop.job("Job \($0)", [.clientID: .text(client.id.text)]) }.map {
                try $0.get()
            }
            let endings = await race(16) { number in
                if number < 8 {
                    _ = try await shop.edit(jobs[number], [.notes: .text("Edited")])
                } else {
                    _ = try await shop.clients.edit(
                        client.id, by: shop.office, if: client.asSeen, .success([.name: .text("Name \(number)")]))
                }
            }.map(\.ending)
            #expect(endings.dropFirst(8).count { $0 == .done } == 1)
            for (job, ending) in zip(jobs, endings) {
                // Its own edit, unless the new name came first.
                #expect(ending == .done || ending == .mismatch)
                let changes = try await shop.changes(of: job)
                #expect(changes.count == (ending == .done ? 3 : 2))
                try expectUnbroken(try await shop.trace(of: job))
            }
        }
    }
}
