import Foundation
import JobtagCore
import Testing

@testable import JobtagStore

@Suite("The write-ahead log")
struct CheckpointerTests {
    private static let mebibyte = 1 << 20

    private static func size(_ path: String) throws -> Int {
        try #require(try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int)
    }

    @Test("stays below its bound, and what it had is in the database, while somebody writes without a pause")
    func bounded() async throws {
        try await StoreUnderTest.sqlite.withPlace { place in
            let store = try SQLiteStore(path: place.address)
            defer { try? store.close() }
            for number in 0..<200 {
                let text = String(repeating: "\(number % 10)", count: Self.mebibyte)
                try await store.write { try $0.setSetting("long \(number)", to: text) }
            }
            #expect(try Self.size(place.address + "-wal") < 136 * Self.mebibyte)
            #expect(try Self.size(place.address) > 60 * Self.mebibyte)
        }
    }

    @Test("is copied while the store is closed, too")
    func closing() async throws {
        try await StoreUnderTest.sqlite.withPlace { place in
            let store = try SQLiteStore(path: place.address)
            for number in 0..<20 {
                let text = String(repeating: "\(number % 10)", count: Self.mebibyte)
                try await store.write { try $0.setSetting("long \(number)", to: text) }
            }
            try store.close()
            #expect(try Self.size(place.address + "-wal") == 0)
            let again = try SQLiteStore(path: place.address)
            defer { try? again.close() }
            #expect(try await again.read { try $0.setting("long 19") }?.utf8.count == Self.mebibyte)
        }
    }
}
