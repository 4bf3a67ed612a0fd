import JobtagCore
import Testing

@Suite("A sign-in during a slow password check")
struct SignInRaceTests {
    /// Does something to the person while the password is being checked.
    struct InterruptedHasher: PasswordHasher {
        let plain: any PasswordHasher
        let interruption: @Sendable () async throws -> Void

        func hash(_ password: String) async throws -> String { try await plain.hash(password) }

        func verify(_ password: String, against hash: String) async throws -> Bool {
            try await interruption()
            return try await plain.verify(password, against: hash)
        }
    }

    @Test("fails if the password is changed meanwhile", arguments: StoreUnderTest.all)
    func newPassword(_ kind: StoreUnderTest) async throws {
        try await kind.withShop { shop in
            let hasher = InterruptedHasher(plain: PlainHasher()) {
                let edit = StaffEdit(fields: [:], password: "new password")
                _ = try await shop.staff.edit(shop.office.id, if: shop.office.asSeen, .success(edit))
            }
            let slow = Shop(store: shop.store, clock: shop.clock, ids: shop.ids, hasher: hasher)
            let signIn = try await slow.signIn.signIn(email: shop.office.email, password: Shop.password)
            #expect(signIn == nil)
        }
    }
}
