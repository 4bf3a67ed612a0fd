import Foundation
import JobtagCore
import Testing

@testable import JobtagStore

@Suite("SQLite's settings")
struct SQLiteSettingsTests {
    private static func pragma(_ name: String, _ session: any ReadSession) throws -> String? {
        let connection = try #require(session as? SQLSession).connection
        return try connection.first("PRAGMA \(name)", []) { $0.text(0) }
    }

    @Test(
        "of the writing connection are those of the design",
        arguments: [("journal_mode", "wal"), ("foreign_keys", "1"), ("synchronous", "2")])
    func writer(_ name: String, _ value: String) async throws {
        try await StoreUnderTest.sqlite.withShop { shop in
            _ = try await shop.job()
            let actual = try await shop.store.write { try Self.pragma(name, $0) }
            #expect(actual == value)
        }
    }

    @Test("of reading connections forbid writing")
    func reader() async throws {
        try await StoreUnderTest.sqlite.withShop { shop in
            let job = try await shop.job()
            let attempt = await ending {
                try await shop.store.read { session in
                    let writing = try #require(session as? any WriteSession)
                    try writing.setSetting("x", to: "y")
                }
            }
            guard case .failed = attempt else {
                Issue.record("a reader wrote")
                return
            }
            #expect(try await shop.current(job) == job)
        }
    }
}
