import Foundation
import JobtagCore

/// A small workshop on one store: its people, and the use cases.
struct Shop: Sendable {
    let store: any Store
    let clock: TestClock
    let ids: TestIDs
    let jobs: JobUseCases
    let clients: ClientUseCases
    let staff: StaffUseCases
    let signIn: SignInService

    let admin = Self.person(1, "Ada", .admin)
    let office = Self.person(2, "Olga", .office)
    let office2 = Self.person(3, "Otto", .office)
    let workshop = Self.person(4, "Wim", .workshop)

    static let password = "correct horse"

    init(store: any Store, clock: TestClock, ids: TestIDs, hasher: any PasswordHasher = PlainHasher()) {
        let environment = UseCaseEnvironment(now: { clock.now }, newID: { ids.next() })
        (self.store, self.clock, self.ids) = (store, clock, ids)
        jobs = JobUseCases(store: store, service: JobService(store: store, environment: environment))
        clients = ClientUseCases(store: store, service: ClientService(store: store, environment: environment), actor: office)
        staff = StaffUseCases(
            store: store, service: StaffService(store: store, environment: environment), hasher: hasher, actor: admin)
        signIn = SignInService(store: store, environment: environment, hasher: hasher, secrets: CountedSecrets(ids: ids))
    }

    /// Puts the people into a store that has none.
    func hireStaff() async throws {
        let hash = try await PlainHasher().hash(Self.password)
        let people = [admin, office, office2, workshop]
        try await store.write { session in
            guard try session.staff().isEmpty else { return }
            for person in people { try session.insert(person, passwordHash: hash) }
        }
    }

    private static func person(_ number: UInt8, _ name: String, _ role: Role) -> Staff {
        let hired = Timestamp(microseconds: 1_700_000_000_000_000)
        return Staff(
            id: UUID(uuid: (number, 0, 0, 0, 0, 0, 0x70, 0, 0x80, 0, 0, 0, 0, 0, 0, 0)), name: name,
            email: name.lowercased() + "@example.com", role: role, createdAt: hired, updatedAt: hired)
    }
}

/// Hides nothing; the real one is the server's.
struct PlainHasher: PasswordHasher {
    func hash(_ password: String) async throws -> String { "plain:" + password }
    func verify(_ password: String, against hash: String) async throws -> Bool { hash == "plain:" + password }
}

/// Tokens that are the same in every run.
struct CountedSecrets: Secrets {
    let ids: TestIDs

    func newToken() -> String { ids.next().text }
    func hash(_ token: String) -> [UInt8] { token.utf8.reversed() }
}
