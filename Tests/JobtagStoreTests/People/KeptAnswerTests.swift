import Foundation
import JobtagCore
import Testing

@Suite("An answer kept for a repeat")
struct KeptAnswerTests {
    private static let answer = KeptAnswer(
        fingerprint: [0, 1, 255], status: 201, headers: [("etag", "\"a.1\""), ("x", "ü\n"), ("x", "")],
        body: Array("{\"é\":\"\\u0000\"}".utf8) + [0])

    private static func kept(_ key: String, _ person: Staff, _ shop: Shop) async throws -> KeptAnswer? {
        let now = shop.clock.now
        return try await shop.store.read { try $0.keptAnswer(for: key, of: person.id, now: now) }
    }

    private static func keep(_ answer: KeptAnswer, _ key: String, _ person: Staff, _ shop: Shop) async throws {
        let now = shop.clock.now
        try await shop.store.write { try $0.keep(answer, for: key, of: person.id, now: now) }
    }

    @Test("comes back byte for byte, to its own person and key only", arguments: StoreUnderTest.all)
    func same(_ kind: StoreUnderTest) async throws {
        try await kind.withShop { shop in
            try await Self.keep(Self.answer, "key", shop.office, shop)
            let kept = try #require(try await Self.kept("key", shop.office, shop))
            #expect((kept.fingerprint, kept.status, kept.body) == (Self.answer.fingerprint, 201, Self.answer.body))
            #expect(kept.headers.map(\.name) == ["etag", "x", "x"])
            #expect(kept.headers.map(\.value) == ["\"a.1\"", "ü\n", ""])
            for (key, person) in [("key", shop.office2), ("Key", shop.office), ("", shop.office)] {
                let nothing = try await Self.kept(key, person, shop)
                #expect(nothing == nil)
            }
        }
    }

    @Test("expires after a day, is purged, and makes way for another", arguments: StoreUnderTest.all)
    func expiry(_ kind: StoreUnderTest) async throws {
        try await kind.withShop { shop in
            try await Self.keep(Self.answer, "key", shop.office, shop)
            shop.clock.advance(days: 1, microseconds: -1)
            #expect(try await Self.kept("key", shop.office, shop) != nil)
            shop.clock.advance(microseconds: 1)
            #expect(try await Self.kept("key", shop.office, shop) == nil)
            let now = shop.clock.now
            try await shop.store.write { try $0.purge(now: now, deletedBefore: now, historyBefore: nil) }
            shop.clock.advance(days: -1)
            #expect(try await Self.kept("key", shop.office, shop) == nil)
            try await Self.keep(Self.answer, "key", shop.office, shop)
            try await Self.keep(KeptAnswer(fingerprint: [], status: 200, headers: [], body: []), "key", shop.office, shop)
            let second = try #require(try await Self.kept("key", shop.office, shop))
            #expect((second.status, second.fingerprint, second.body) == (200, [], []))
        }
    }

    @Test("stands or falls with the change that it answers, and outlives a restart", arguments: StoreUnderTest.all)
    func together(_ kind: StoreUnderTest) async throws {
        try await kind.withPlace { place in
            try await place.open { shop in
                let now = shop.clock.now
                await expectEnding(Ending(Deliberate())) {
                    try await shop.store.write { session in
                        try session.keep(Self.answer, for: "lost", of: shop.office.id, now: now)
                        throw Deliberate()
                    }
                }
                try await Self.keep(Self.answer, "kept", shop.office, shop)
            }
            try await place.open { shop in
                let (lost, kept) = (try await Self.kept("lost", shop.office, shop), try await Self.kept("kept", shop.office, shop))
                #expect(lost == nil)
                #expect(kept != nil)
            }
        }
    }
}
