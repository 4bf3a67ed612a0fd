import Foundation
import JobtagCore
import Testing

@Suite("The secret for the first admin")
struct SetupTests {
    private static func setUp(
        _ shop: Shop, _ secret: String, email: String = "first@example.com", password: String = "long enough"
    ) async throws -> Staff {
        try await shop.signIn.setUp(secret: secret, name: "First", email: email, password: password)
    }

    @Test("works once", arguments: StoreUnderTest.all)
    func once(_ kind: StoreUnderTest) async throws {
        try await kind.withShop(isStaffed: false) { shop in
            let secret = try #require(try await shop.signIn.newSetupSecret())
            await expectEnding(.forbidden) { try await Self.setUp(shop, secret + "x") }
            await expectEnding(.forbidden) { try await Self.setUp(shop, "") }
            await expectEnding(.invalid("password")) { try await Self.setUp(shop, secret, password: "short") }
            await expectEnding(.invalid("email")) { try await Self.setUp(shop, secret, email: "nowhere") }
            #expect(try await shop.staff.list().isEmpty)
            let admin = try await Self.setUp(shop, secret)
            #expect((admin.role, admin.isActive, admin.email) == (.admin, true, "first@example.com"))
            #expect(try await shop.staff.list() == [admin])
            await expectEnding(.forbidden) { try await Self.setUp(shop, secret, email: "second@example.com") }
            #expect(try await shop.signIn.newSetupSecret() == nil)
            #expect(try await shop.signIn.signIn(email: "first@example.com", password: "long enough")?.staff == admin)
        }
    }

    @Test(
        "survives a restart, and is replaced by the next one unless that may be another server's", arguments: StoreUnderTest.all,
        [0, 1])
    func replaced(_ kind: StoreUnderTest, used: Int) async throws {
        try await kind.withPlace { place in
            let secrets = try await place.open(isStaffed: false) { shop in
                [try await shop.signIn.newSetupSecret(), try await shop.signIn.newSetupSecret()].compactMap(\.self)
            }
            #expect(secrets.count == 2)
            try await place.open(isStaffed: false) { shop in
                guard used == 1 || shop.store.isShared else {
                    return await expectEnding(.forbidden) { try await Self.setUp(shop, secrets[used]) }
                }
                let admin = try await Self.setUp(shop, secrets[used])
                #expect(admin.role == .admin)
                for secret in secrets {
                    await expectEnding(.forbidden) { try await Self.setUp(shop, secret, email: "b@example.com") }
                }
            }
        }
    }

    @Test("creates only one admin if sixteen use it at once", arguments: StoreUnderTest.all)
    func race(_ kind: StoreUnderTest) async throws {
        try await kind.withShop(isStaffed: false) { shop in
            let secret = try #require(try await shop.signIn.newSetupSecret())
            let results = await JobtagStoreTests.race { try await Self.setUp(shop, secret, email: "a\($0)@example.com") }
            #expect(results.compactMap(\.value).count == 1)
            #expect(results.count { $0.ending == .forbidden } == 15)
            #expect(try await shop.staff.list() == results.compactMap(\.value))
        }
    }

    @Test("is not created if there are already accounts", arguments: StoreUnderTest.all)
    func staffed(_ kind: StoreUnderTest) async throws {
        try await kind.withShop { shop in
            let secret = try await shop.signIn.newSetupSecret()
            #expect(secret == nil)
        }
    }
}
