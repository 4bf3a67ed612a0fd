import Foundation
import JobtagCore
import Testing

@testable import JobtagStore

@Suite("The SQLite store under strain")
struct SQLiteFaultTests {
    @Test("leaves a valid file after concurrent writes everywhere")
    func integrity() async throws {
        try await StoreUnderTest.sqlite.withPlace { place in
            try await place.open { try await Self.work(in: $0) }
            #expect(try SQLiteFile(path: place.address).faults() == [])
        }
    }

    /// Sixteen people at once make, edit, search, delete and purge, and some of their writes fail halfway.
    private static func work(in shop: Shop) async throws {
        let client = try await shop.client()
        let results = await race { number in
            for round in 0..<8 {
                var job = try await shop.job("Job \(number) \(round)", [.clientID: .text(client.id.text)])
                job = try await shop.addEvent("Called", to: job).job
                job = try await shop.addLine(to: job, .quote).job
                let current = try await shop.clients.client(client.id)
                _ = try? await shop.clients.edit(
                    client.id, by: shop.office, if: current.asSeen, .success([.name: .text("Client \(number) \(round)")]))
                job = try await shop.edit(try await shop.current(job), [.notes: .text("a \(number)")])
                try? await shop.store.write { [job] session in
                    try session.insert(
                        JobEvent(id: shop.ids.next(), at: shop.clock.now, by: shop.office.person, description: "x"), ofJob: job.id,
                        version: shop.clock.now)
                    throw Deliberate()
                }
                guard round.isMultiple(of: 2) else { continue }
                _ = try? await shop.jobs.delete(job.id, by: shop.office, if: job.asSeen)
                let now = shop.clock.now
                try await shop.store.write { try $0.purge(now: now, deletedBefore: now, historyBefore: nil) }
            }
        }
        let unexpected = results.map(\.ending).filter { $0 != .done && $0 != .mismatch }
        #expect(unexpected == [])
    }

    @Test("acknowledges no write if SQLite ends the shared transaction, and continues afterwards")
    func endedTransaction() async throws {
        try await StoreUnderTest.sqlite.withPlace { place in
            let acknowledged = try await place.open { shop in
                let results = await race(60) { number in
                    try await shop.store.write { session in
                        try session.setSetting("write \(number)", to: "made")
                        guard number % 20 == 7 else { return }
                        try #require(session as? SQLSession).connection.execute("ROLLBACK", [])
                        throw Deliberate()
                    }
                }
                let made = results.indices.filter { results[$0].value != nil }
                let broken = made.filter { $0 % 20 == 7 }
                #expect(broken == [])
                let job = try await shop.job("After")
                #expect(try await shop.store.version(ofJob: job.id) == job.version)
                return made
            }
            try await place.open { shop in
                let stored = try await shop.store.read { session in
                    try (0..<60).filter { try session.setting("write \($0)") != nil }
                }
                #expect(stored == acknowledged)
                #expect(try await shop.search("after").count == 1)
            }
        }
    }

    @Test("rejects writes without space, keeps acknowledged ones, and accepts more when there is space again")
    func fullDisk() async throws {
        try await StoreUnderTest.sqlite.withPlace { place in
            let kept = try await place.open { shop in
                let first = try await shop.job("First")
                try await Self.limitPages(shop, more: 24)
                let text = String(repeating: "x", count: 40_000)
                let results = await race(24) { number in
                    try await shop.job("Crowd \(number)", number.isMultiple(of: 3) ? [.notes: .text(text)] : [:])
                }
                let made = results.compactMap(\.value)
                #expect(made.count < 24)
                for result in results where result.value == nil {
                    #expect(throws: StoreUnavailable.self) { try result.get() }
                }
                await #expect(throws: StoreUnavailable.self) { try await shop.store.checkHealth() }
                for job in [first] + made {
                    #expect(try await shop.current(job) == job)
                    #expect(try await shop.store.version(ofJob: job.id) == job.version)
                }
                // While it is full, asking often is answered from memory.
                await #expect(throws: StoreUnavailable.self) { try await shop.store.checkHealth() }
                try await Self.limitPages(shop, more: 1_000_000)
                try await Self.waitForHealth(shop)
                return [first] + made + [try await shop.job("Last")]
            }
            try await place.open { shop in
                var query = JobQuery()
                query.limit = 1000
                let stored = try await shop.jobs.list(query).items
                #expect(Set(stored) == Set(kept))
                #expect(try await shop.search("last").count == 1)
            }
            #expect(try SQLiteFile(path: place.address).faults() == [])
        }
    }

    @Test("reports a damaged page, and reads it when it is repaired")
    func damagedPage() async throws {
        try await StoreUnderTest.sqlite.withPlace { place in
            let mark = "A job on a page of its own"
            let (job, other) = try await place.open { shop in
                let other = try await shop.job("Sound")
                let texts: Edit<Job> = [.description: .text(String(repeating: "x", count: 20_000))]
                for number in 0..<20 { _ = try await shop.job("Between \(number)", texts) }
                return (try await shop.job(mark, texts), other)
            }
            let damage = try PageDamage(path: place.address, where: mark)
            try await place.open { shop in
                try damage.make()
                for _ in 0..<2 {
                    await #expect(throws: StoreUnavailable.self) { try await shop.store.job(job.id) }
                    await #expect(throws: StoreUnavailable.self) {
                        try await shop.edit(job, [.name: .text("Changed")])
                    }
                    await #expect(throws: StoreUnavailable.self) {
                        try await shop.store.read { try $0.job(job.id, includingDeleted: false) }
                    }
                }
                await #expect(throws: StoreUnavailable.self) { try await shop.store.checkHealth() }
                // What is elsewhere can be read and changed.
                #expect(try await shop.store.job(other.id) == other)
                _ = try await shop.edit(other, [.priority: .number(7)])
                try damage.mend()
                try await Self.waitForHealth(shop)
                #expect(try await shop.store.job(job.id) == job)
                #expect(try await shop.edit(job, [.name: .text("Changed")]).name == "Changed")
            }
            #expect(try SQLiteFile(path: place.address).faults() == [])
        }
    }

    /// The pages of a database's file that have a text on them, overwritten and put back.
    private struct PageDamage {
        private let path: String
        private var pages: [UInt64: Data] = [:]

        init(path: String, where text: String) throws {
            self.path = path
            let file = try Data(contentsOf: URL(filePath: path))
            for offset in stride(from: 0, to: file.count, by: 4096) {
                let page = file[offset..<offset + 4096]
                if page.range(of: Data(text.utf8)) != nil { pages[UInt64(offset)] = page }
            }
            try #require(!pages.isEmpty)
        }

        func make() throws { try write { Data(repeating: 0xAB, count: $0.count) } }
        func mend() throws { try write { $0 } }

        private func write(_ content: (Data) -> Data) throws {
            let handle = try FileHandle(forWritingTo: URL(filePath: path))
            defer { try? handle.close() }
            for (offset, page) in pages {
                try handle.seek(toOffset: offset)
                try handle.write(contentsOf: content(page))
            }
        }
    }

    /// A check is made at most once a second: until then the last one's result stands.
    private static func waitForHealth(_ shop: Shop) async throws {
        let deadline = ContinuousClock.now + .seconds(60)
        while true {
            do {
                return try await shop.store.checkHealth()
            } catch is StoreUnavailable where ContinuousClock.now < deadline {
                try await Task.sleep(for: .milliseconds(50))
            }
        }
    }

    private static func limitPages(_ shop: Shop, more: Int64) async throws {
        try await shop.store.write { session in
            let connection = try #require(session as? SQLSession).connection
            let count = try connection.first("PRAGMA page_count", []) { $0.int(0) } ?? 0
            _ = try connection.first("PRAGMA max_page_count = \(count + more)", []) { $0.int(0) }
        }
    }
}
