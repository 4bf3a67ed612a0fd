import Foundation
import JobtagCore
import Testing

@Suite("A session")
struct SignInTests {
    private static func signIn(_ shop: Shop, _ staff: Staff, password: String = Shop.password) async throws -> String {
        try #require(try await shop.signIn.signIn(email: staff.email, password: password)).token
    }

    private static func edit(_ shop: Shop, _ staff: Staff, _ fields: Edit<Staff>, password: String? = nil) async throws -> Staff {
        try await shop.staff.edit(
            staff.id, if: staff.asSeen, .success(StaffEdit(fields: fields, password: password)))
    }

    @Test("needs the address, in any case, and the password", arguments: StoreUnderTest.all)
    func credentials(_ kind: StoreUnderTest) async throws {
        try await kind.withShop { shop in
            let found = try await shop.signIn.signIn(email: "OLGA@Example.com", password: Shop.password)
            let signIn = try #require(found)
            #expect(signIn.staff == shop.office)
            #expect(signIn.expiresAt == shop.clock.now.adding(seconds: 30 * 86_400))
            #expect(try await shop.signIn.holder(of: signIn.token) == shop.office)
            for (email, password) in [
                ("olga@example.com", "wrong"), ("nobody@example.com", Shop.password), ("", ""), ("olga@example.com", ""),
            ] {
                let refused = try await shop.signIn.signIn(email: email, password: password)
                #expect(refused == nil)
            }
            #expect(try await shop.signIn.holder(of: "no token") == nil)
            #expect(try await shop.signIn.holder(of: "") == nil)
        }
    }

    @Test("ends exactly when it expires, and is then purged", arguments: StoreUnderTest.all)
    func expiry(_ kind: StoreUnderTest) async throws {
        try await kind.withShop { shop in
            let token = try await Self.signIn(shop, shop.office)
            shop.clock.advance(days: 30, microseconds: -1)
            let later = try await Self.signIn(shop, shop.office2)
            #expect(try await shop.signIn.holder(of: token) == shop.office)
            shop.clock.advance(microseconds: 1)
            #expect(try await shop.signIn.holder(of: token) == nil)
            let now = shop.clock.now
            try await shop.store.write { try $0.purge(now: now, deletedBefore: now, historyBefore: nil) }
            shop.clock.advance(days: -1)
            #expect(try await shop.signIn.holder(of: token) == nil)
            #expect(try await shop.signIn.holder(of: later) == shop.office2)
        }
    }

    @Test("ends when the person signs out, and no other session does", arguments: StoreUnderTest.all)
    func signOut(_ kind: StoreUnderTest) async throws {
        try await kind.withShop { shop in
            let (first, second) = (try await Self.signIn(shop, shop.office), try await Self.signIn(shop, shop.office))
            #expect(try await shop.signIn.holder(of: first) == shop.office)
            try await shop.signIn.signOut(token: first, of: shop.office.id)
            #expect(try await shop.signIn.holder(of: first) == nil)
            #expect(try await shop.signIn.holder(of: second) == shop.office)
            try await shop.signIn.signOut(token: "no token", of: shop.office.id)
        }
    }

    @Test("ends immediately when the person is deactivated, and does not return", arguments: StoreUnderTest.all)
    func disabling(_ kind: StoreUnderTest) async throws {
        try await kind.withShop { shop in
            let token = try await Self.signIn(shop, shop.office)
            let other = try await Self.signIn(shop, shop.office2)
            #expect(try await shop.signIn.holder(of: token) == shop.office)
            let disabled = try await Self.edit(shop, shop.office, [.isActive: .flag(false)])
            #expect(try await shop.signIn.holder(of: token) == nil)
            let refused = try await shop.signIn.signIn(email: shop.office.email, password: Shop.password)
            #expect(refused == nil)
            let enabled = try await Self.edit(shop, disabled, [.isActive: .flag(true)])
            #expect(try await shop.signIn.holder(of: token) == nil)
            #expect(try await shop.signIn.holder(of: other) == shop.office2)
            let again = try await Self.signIn(shop, enabled)
            #expect(try await shop.signIn.holder(of: again) == enabled)
        }
    }

    @Test("ends immediately with a new password", arguments: StoreUnderTest.all)
    func newPassword(_ kind: StoreUnderTest) async throws {
        try await kind.withShop { shop in
            let tokens = [try await Self.signIn(shop, shop.office), try await Self.signIn(shop, shop.office)]
            for token in tokens { #expect(try await shop.signIn.holder(of: token) == shop.office) }
            let changed = try await Self.edit(shop, shop.office, [:], password: "another one")
            for token in tokens { #expect(try await shop.signIn.holder(of: token) == nil) }
            let old = try await shop.signIn.signIn(email: shop.office.email, password: Shop.password)
            #expect(old == nil)
            let token = try await Self.signIn(shop, changed, password: "another one")
            #expect(try await shop.signIn.holder(of: token) == changed)
        }
    }

    @Test("shows the person's current data", arguments: StoreUnderTest.all)
    func changes(_ kind: StoreUnderTest) async throws {
        try await kind.withShop { shop in
            let token = try await Self.signIn(shop, shop.office)
            #expect(try await shop.signIn.holder(of: token)?.role == .office)
            let demoted = try await Self.edit(shop, shop.office, [.role: .text("workshop"), .name: .text("Olga B.")])
            #expect(try await shop.signIn.holder(of: token) == demoted)
        }
    }

    @Test("still exists after closing and reopening the store", arguments: StoreUnderTest.all)
    func reopening(_ kind: StoreUnderTest) async throws {
        try await kind.withPlace { place in
            let token = try await place.open { try await Self.signIn($0, $0.office) }
            try await place.open { shop in
                let holder = try await shop.signIn.holder(of: token)
                #expect(holder == shop.office)
            }
        }
    }

    @Test("that has ended has ended for all concurrent requests", arguments: StoreUnderTest.all)
    func whileAsked(_ kind: StoreUnderTest) async throws {
        try await kind.withShop { shop in
            for _ in 0..<20 {
                let token = try await Self.signIn(shop, shop.office)
                let ended = Flag()
                try await watch(lookers: 3) {
                    try await shop.signIn.signOut(token: token, of: shop.office.id)
                    ended.raise()
                } _: { _ in
                    let wasEnded = ended.isRaised
                    let holder = try await shop.signIn.holder(of: token)
                    #expect(!(wasEnded && holder != nil))
                }
            }
        }
    }
}
