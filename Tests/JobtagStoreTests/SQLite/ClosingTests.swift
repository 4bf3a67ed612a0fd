import Foundation
import JobtagCore
import Testing

@testable import JobtagStore

@Suite("A closed store")
struct ClosingTests {
    @Test("can be reopened immediately, even if the closed one is still referenced")
    func reopening() async throws {
        try await StoreUnderTest.sqlite.withPlace { place in
            let store = try SQLiteStore(path: place.address)
            try store.close()
            let again = try SQLiteStore(path: place.address)
            try again.close()
            withExtendedLifetime(store) {}
        }
    }

    @Test("can be closed again")
    func twice() async throws {
        try await StoreUnderTest.sqlite.withPlace { place in
            let store = try SQLiteStore(path: place.address)
            try store.close()
            try store.close()
        }
    }
}
