import Foundation
import GRDB
import JobtagCore
import Testing

@Suite("A stored response")
struct StoredResponseTests {
    private static let answer = StoredResponse(
        fingerprint: [0, 1, 255], status: 201, headers: [("etag", "\"a.1\""), ("x", "ü\n"), ("x", "")],
        body: Array("{\"é\":\"\\u0000\"}".utf8) + [0])

    private static func kept(_ key: String, _ person: Staff, _ shop: Shop) async throws -> StoredResponse? {
        let now = shop.clock.now
        return try await shop.store.read { try $0.storedResponse(for: key, of: person.id, now: now) }
    }

    private static func keep(
        _ answer: StoredResponse, isOfChange: Bool = true, _ key: String, _ person: Staff, _ shop: Shop
    ) async throws {
        let now = shop.clock.now
        try await shop.store.write { session in
            let log = try session.responseLog(of: person.id)
            try session.storeResponse(answer, isOfChange: isOfChange, for: key, of: person.id, in: log, now: now)
        }
    }

    private static func answer(bytes: Int, of content: UInt8) -> StoredResponse {
        StoredResponse(fingerprint: [1], status: 200, headers: [], body: [UInt8](repeating: content, count: bytes))
    }

    @Test("is returned byte for byte, only for its own person and key", arguments: StoreUnderTest.all)
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

    @Test("expires after a day, is purged, and can be replaced", arguments: StoreUnderTest.all)
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
            try await Self.keep(StoredResponse(fingerprint: [], status: 200, headers: [], body: []), "key", shop.office, shop)
            let second = try #require(try await Self.kept("key", shop.office, shop))
            #expect((second.status, second.fingerprint, second.body) == (200, [], []))
        }
    }

    @Test("is committed or rolled back with its change, and survives a restart", arguments: StoreUnderTest.all)
    func together(_ kind: StoreUnderTest) async throws {
        try await kind.withPlace { place in
            try await place.open { shop in
                let now = shop.clock.now
                await expectEnding(Ending(Deliberate())) {
                    try await shop.store.write { session in
                        let log = try session.responseLog(of: shop.office.id)
                        try session.storeResponse(
                            Self.answer, isOfChange: true, for: "lost", of: shop.office.id, in: log, now: now)
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

    @Test("of a change: beyond the limit the oldest bodies are dropped, and each change stays known", arguments: StoreUnderTest.all)
    func boundOfChanges(_ kind: StoreUnderTest) async throws {
        try await kind.withShop { shop in
            let count = 12
            for number in 0..<count {
                try await Self.keep(Self.answer(bytes: 1 << 20, of: UInt8(number)), "key \(number)", shop.office, shop)
            }
            try await Self.keep(Self.answer(bytes: 10, of: 0), "another's", shop.office2, shop)
            var bodies: [Int] = []
            for number in 0..<count {
                let kept = try #require(try await Self.kept("key \(number)", shop.office, shop))
                #expect(kept.fingerprint == [1])
                if let body = kept.body {
                    #expect((body.count, body.first, body.last) == (1 << 20, UInt8(number), UInt8(number)))
                    bodies.append(number)
                }
            }
            #expect(bodies == [4, 5, 6, 7, 8, 9, 10, 11])
            let other = try #require(try await Self.kept("another's", shop.office2, shop))
            #expect(other.body?.count == 10)
        }
    }

    @Test(
        "of a request that changed nothing: equal ones are stored once, and dropped beyond the limit",
        arguments: StoreUnderTest.all)
    func boundOfTheRest(_ kind: StoreUnderTest) async throws {
        try await kind.withShop { shop in
            let large = Self.answer(bytes: 1 << 20, of: 7)
            // Equal ones take next to nothing, so that all of them are there.
            for number in 0..<40 { try await Self.keep(large, isOfChange: false, "equal \(number)", shop.office, shop) }
            for number in 0..<40 {
                let kept = try #require(try await Self.kept("equal \(number)", shop.office, shop))
                #expect(kept.body?.count == 1 << 20)
            }
            for number in 0..<12 {
                try await Self.keep(
                    Self.answer(bytes: 1 << 20, of: UInt8(100 + number)), isOfChange: false, "own \(number)", shop.office, shop)
            }
            for key in ["equal 0", "equal 39", "own 3"] {
                let nothing = try await Self.kept(key, shop.office, shop)
                #expect(nothing?.status == nil, "\(key)")
            }
            for number in 4..<12 {
                let kept = try #require(try await Self.kept("own \(number)", shop.office, shop))
                #expect(kept.body?.first == UInt8(100 + number))
            }
        }
    }

    @Test("of a request that changed nothing does not grow when it is used again", arguments: [StoreUnderTest.sqlite])
    func usedAgain(_ kind: StoreUnderTest) async throws {
        try await kind.withPlace { place in
            try await place.open { shop in
                // Thirty long ones by turns, so that each is wanted again when it is nearly gone.
                for number in 0..<120 {
                    let answer = Self.answer(bytes: 1 << 20, of: UInt8(number % 30))
                    try await Self.keep(answer, isOfChange: false, "key \(number)", shop.office, shop)
                    let kept = try #require(try await Self.kept("key \(number)", shop.office, shop))
                    #expect(kept.body?.first == UInt8(number % 30))
                }
            }
            let bytes = try SQLiteFile(path: place.address).open {
                try Int.fetchOne($0, sql: "SELECT SUM(LENGTH(body)) FROM answer_bodies") ?? 0
            }
            #expect(bytes <= 14 << 20)
        }
    }

    @Test("is available for a day, even if its body was first another's", arguments: StoreUnderTest.all)
    func sharedForADay(_ kind: StoreUnderTest) async throws {
        try await kind.withShop { shop in
            let shared = Self.answer(bytes: 100, of: 7)
            try await Self.keep(shared, isOfChange: false, "first", shop.office, shop)
            for hours in [11, 22, 33] {
                shop.clock.advance(seconds: 11 * 3600)
                try await Self.keep(shared, isOfChange: false, "after \(hours) hours", shop.office, shop)
                let now = shop.clock.now
                try await shop.store.write { try $0.purge(now: now, deletedBefore: now, historyBefore: nil) }
            }
            for (key, isThere) in [("first", false), ("after 11 hours", true), ("after 22 hours", true), ("after 33 hours", true)] {
                let kept = try await Self.kept(key, shop.office, shop)
                #expect((kept?.body?.count == 100) == isThere, "\(key)")
            }
        }
    }

    @Test("distinguishes a request that wrote something from one that did not", arguments: StoreUnderTest.all)
    func rowsWritten(_ kind: StoreUnderTest) async throws {
        try await kind.withShop { shop in
            let (person, now) = (shop.office.id, shop.clock.now)
            try await shop.store.write { session in
                let before = session.rowsWritten
                _ = try session.staff()
                _ = try session.lockStaff(person)
                #expect(session.rowsWritten == before)
                try session.insertToken(hash: [1], staff: person, createdAt: now, expiresAt: now)
                #expect(session.rowsWritten != before)
            }
        }
    }
}
