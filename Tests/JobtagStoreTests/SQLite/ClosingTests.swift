import Foundation
import JobtagCore
import Testing

@testable import JobtagStore

@Suite("A store that is closed")
struct ClosingTests {
    @Test("can be opened again at once, though somebody still holds the closed one")
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
