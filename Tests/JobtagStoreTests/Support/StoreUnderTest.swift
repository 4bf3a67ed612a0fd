import Foundation
import JobtagCore
import JobtagStore
import Testing

/// A kind of store that the contract is put to. Another kind is another line in `all`.
struct StoreUnderTest: Sendable, CustomTestStringConvertible {
    let name: String
    /// Makes an empty place for a database and answers its address.
    let newAddress: @Sendable () async throws -> String
    let open: @Sendable (_ address: String) async throws -> any Store
    /// Removes what is kept at the address.
    let remove: @Sendable (_ address: String) async throws -> Void

    /// PostgreSQL only where a server is at hand: `make test-swift` starts one.
    static let all: [StoreUnderTest] = [.sqlite] + (PostgreSQLServer.forTests.map { [.postgreSQL($0)] } ?? [])

    static let sqlite = StoreUnderTest(
        name: "SQLite",
        newAddress: {
            let folder = FileManager.default.temporaryDirectory.appending(path: "jobtag-store-" + UUID().text)
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            return folder.appending(path: "jobtag.db").path
        },
        open: { try SQLiteStore(path: $0) },
        remove: { try FileManager.default.removeItem(at: URL(filePath: $0).deletingLastPathComponent()) })

    static func postgreSQL(_ server: PostgreSQLServer) -> StoreUnderTest {
        StoreUnderTest(
            name: "PostgreSQL", newAddress: { try await server.createDatabase() },
            // Hundreds of writes at once, on a machine that runs other tests too.
            open: { try await PostgreSQLStore(server.settings.with(database: $0), connections: 4, patience: .seconds(60)) },
            remove: { _ in await server.leaveDatabase() })
    }

    var testDescription: String { name }

    /// Runs `body` on a place of its own, which is removed afterwards.
    func withPlace<T>(_ body: (Place) async throws -> T) async throws -> T {
        let place = Place(kind: self, address: try await newAddress())
        let result: T
        do {
            result = try await body(place)
        } catch {
            try? await remove(place.address)
            throw error
        }
        try await remove(place.address)
        return result
    }

    /// Runs `body` in a shop on a new, empty store.
    func withShop<T>(isStaffed: Bool = true, _ body: (Shop) async throws -> T) async throws -> T {
        try await withPlace { try await $0.open(isStaffed: isStaffed, body) }
    }
}

/// Where one database is kept, with the clock and the ids that live on when it is closed and opened again.
struct Place: Sendable {
    let kind: StoreUnderTest
    let address: String
    var clock = TestClock()
    var ids = TestIDs()

    /// Opens the store, runs `body` and closes the store.
    func open<T>(isStaffed: Bool = true, _ body: (Shop) async throws -> T) async throws -> T {
        let store = try await kind.open(address)
        let result: T
        do {
            let shop = Shop(store: store, clock: clock, ids: ids)
            if isStaffed { try await shop.hireStaff() }
            result = try await body(shop)
        } catch {
            try? await store.close()
            throw error
        }
        try await store.close()
        return result
    }
}
