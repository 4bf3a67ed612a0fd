import Foundation
import JobtagCore
import Testing

@Suite("A member of staff")
struct StaffTests {
    private static func edit(_ fields: Edit<Staff>, password: String? = nil) -> Input<StaffEdit> {
        .success(StaffEdit(fields: fields, password: password))
    }

    private static func new(_ email: String) -> Input<StaffEdit> {
        edit([.name: .text("New"), .email: .text(email), .role: .text("office")], password: "long enough")
    }

    @Test("is created only with all required fields", arguments: StoreUnderTest.all)
    func creation(_ kind: StoreUnderTest) async throws {
        try await kind.withShop { shop in
            await expectEnding(.invalid(["name", "email", "role", "password"])) {
                try await shop.staff.create(if: .none, Self.edit([:]))
            }
            let whole: Edit<Staff> = [.name: .text("Ng"), .email: .text("Ng@Example.COM"), .role: .text("workshop")]
            await expectEnding(.invalid("password")) {
                try await shop.staff.create(if: .none, Self.edit(whole, password: "too short"))
            }
            await expectEnding(.invalid("role")) {
                try await shop.staff.create(
                    if: .none, Self.edit(whole.merging([.role: .text("boss")]) { $1 }, password: "long enough"))
            }
            #expect(try await shop.staff.list().count == 4)
            let made = try await shop.staff.create(if: .none, Self.edit(whole, password: "long enough"))
            let now = shop.clock.now
            #expect(
                made == Staff(id: made.id, name: "Ng", email: "ng@example.com", role: .workshop, createdAt: now, updatedAt: now))
            #expect(try await shop.staff.staff(made.id) == made)
            #expect(try await shop.staff.list().map(\.name) == ["Ada", "Ng", "Olga", "Otto", "Wim"])
        }
    }

    @Test("has a unique address, ignoring case", arguments: StoreUnderTest.all)
    func uniqueEmail(_ kind: StoreUnderTest) async throws {
        try await kind.withShop { shop in
            await expectEnding(.invalid("email")) { try await shop.staff.create(if: .none, Self.new("OLGA@example.com")) }
            await expectEnding(.invalid("email")) {
                try await shop.staff.edit(
                    shop.office2.id, if: shop.office2.asSeen, Self.edit([.email: .text("Olga@Example.com")]))
            }
            let own = try await shop.staff.edit(
                shop.office.id, if: shop.office.asSeen, Self.edit([.email: .text("OLGA@EXAMPLE.COM")]))
            #expect(own == shop.office)
            let results = await race { _ in try await shop.staff.create(if: .none, Self.new("same@example.com")) }
            #expect(results.compactMap(\.value).count == 1)
            #expect(results.count { $0.ending == .invalid("email") } == 15)
            #expect(try await shop.staff.list().count == 5)
        }
    }

    @Test("is checked in order: existence, version, data", arguments: StoreUnderTest.all)
    func orderOfJudgement(_ kind: StoreUnderTest) async throws {
        try await kind.withShop { shop in
            let olga = shop.office
            let nobody = shop.ids.next()
            let cases: [(Expected, Ending)] = [
                (.absent, .required(.absent)), (.wildcard, .required(.wildcard)), (shop.office2.asSeen, .mismatch),
                (olga.asSeen, .invalid("name")),
            ]
            for (expected, result) in cases {
                await expectEnding(result) { try await shop.staff.edit(olga.id, if: expected, Self.edit([.name: .null])) }
                await expectEnding(.notFound) { try await shop.staff.edit(nobody, if: expected, Self.edit([.name: .null])) }
            }
            await expectEnding(.notFound) { try await shop.staff.staff(nobody) }
            #expect(try await shop.staff.staff(olga.id) == olga)
            let refused = try await mismatch {
                try await shop.staff.edit(olga.id, if: .versions([]), Self.edit([.name: .text("x")]))
            }
            guard case .staff(olga) = refused?.current else {
                Issue.record("the refusal shows nobody")
                return
            }
        }
    }

    @Test(
        "who is the last active admin remains one", arguments: StoreUnderTest.all,
        [[Staff.Field.role: FieldValue.text("office")], [.isActive: .flag(false)]])
    func lastAdmin(_ kind: StoreUnderTest, _ fields: Edit<Staff>) async throws {
        try await kind.withShop { shop in
            await expectEnding(.conflict) {
                try await shop.staff.edit(shop.admin.id, if: shop.admin.asSeen, Self.edit(fields))
            }
            #expect(try await shop.staff.staff(shop.admin.id) == shop.admin)
            let second = try await shop.staff.edit(
                shop.office.id, if: shop.office.asSeen, Self.edit([.role: .text("admin")]))
            // Both step down at once: one of them has to stay.
            let results = await race(2) { number in
                let admin = number == 0 ? shop.admin : second
                return try await shop.staff.edit(admin.id, if: admin.asSeen, Self.edit(fields))
            }
            #expect(results.compactMap(\.value).count == 1)
            let left = try await shop.staff.list().filter { $0.role == .admin && $0.isActive }
            #expect(left.count == 1)
        }
    }

    @Test("gets a new version for a change, including a new password, and none without a change", arguments: StoreUnderTest.all)
    func versions(_ kind: StoreUnderTest) async throws {
        try await kind.withShop { shop in
            let same = try await shop.staff.edit(
                shop.office.id, if: shop.office.asSeen, Self.edit([.name: .text("Olga"), .role: .text("office")]))
            #expect(same == shop.office)
            shop.clock.advance(days: -10_000)
            let renamed = try await shop.staff.edit(
                same.id, if: same.asSeen, Self.edit([.name: .text("Olga B.")]))
            #expect(renamed.updatedAt.microseconds == same.updatedAt.microseconds + 1)
            let changed = try await shop.staff.edit(same.id, if: renamed.asSeen, Self.edit([:], password: "another one"))
            #expect(changed.updatedAt.microseconds == renamed.updatedAt.microseconds + 1)
            #expect(try await shop.staff.staff(same.id) == changed)
        }
    }
}
