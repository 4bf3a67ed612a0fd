import Foundation
import GRDB
import JobtagCore
import JobtagStore
import Testing

@Suite("A database file")
struct SQLiteMigrationTests {
    /// Runs `body` on the path of a file that does not exist yet.
    private func withPath<T>(_ body: (Place) async throws -> T) async throws -> T {
        try await StoreUnderTest.sqlite.withPlace(body)
    }

    @Test("gets its schema when it is first opened, and keeps it when it is reopened")
    func reopening() async throws {
        try await withPath { place in
            let file = SQLiteFile(path: place.address)
            let job = try await place.open { try await $0.job("Gutter") }
            let (schema, applied) = (try file.schema(), try Self.applied(file))
            #expect(schema.contains { $0.hasPrefix("table jobs: CREATE TABLE jobs (") })
            #expect(applied == ["0001", "0002", "0003", "0004", "0005", "0006", "0007"])
            for _ in 0..<3 {
                try await place.open { shop in
                    let read = try await shop.current(job)
                    #expect(read == job)
                }
            }
            #expect(try file.schema() == schema)
            #expect(try Self.applied(file) == applied)
            #expect(try file.faults() == [])
        }
    }

    @Test("without joined words in its index gets them")
    func joinedWords() async throws {
        try await withPath { place in
            let file = SQLiteFile(path: place.address)
            let job = try await place.open { try await $0.job("Plate 3 mm, M8×30") }
            try file.open {
                try $0.execute(
                    sql: """
                        DROP TABLE jobs_search_names;
                        DROP TABLE jobs_search_texts;
                        CREATE VIRTUAL TABLE jobs_search_names USING fts5(job_number, name, order_number, client, also, tokenize = 'ascii');
                        CREATE VIRTUAL TABLE jobs_search_texts USING fts5(description, notes, also, tokenize = 'ascii');
                        DELETE FROM grdb_migrations WHERE identifier = '0004';
                        """)
            }
            try await place.open { shop in
                for words in [["3mm"], ["m8"], ["M8x30"], ["8×30"], ["plate"]] {
                    var query = JobQuery()
                    query.words = words
                    let found = try await shop.jobs.list(query).items
                    #expect(found.map(\.id) == [job.id], "\(words)")
                }
                var other = JobQuery()
                other.words = ["30mm"]
                let none = try await shop.jobs.list(other).items
                #expect(none.isEmpty)
            }
        }
    }

    @Test("of schema 0005 keeps its stored responses, whose fingerprints are then made with its secret")
    func answersOf0005() async throws {
        try await withPath { place in
            let file = SQLiteFile(path: place.address)
            let person = try await place.open { $0.office }
            try file.open {
                try $0.execute(
                    sql: """
                        DROP INDEX answers_position;
                        DROP TABLE answer_bodies;
                        ALTER TABLE answers DROP COLUMN digest;
                        ALTER TABLE answers DROP COLUMN position;
                        DELETE FROM grdb_migrations WHERE identifier = '0006';
                        DELETE FROM settings WHERE name = 'secret';
                        INSERT INTO settings (name, value) VALUES ('secret', 's3cret');
                        """)
                try $0.execute(
                    sql: "INSERT INTO answers VALUES (?, 'key', x'00FF', 201, '[]', x'7B7D', ?)",
                    arguments: [withUnsafeBytes(of: person.id.uuid) { Data($0) }, place.clock.now.microseconds])
            }
            try await place.open(isStaffed: false) { shop in
                let now = shop.clock.now
                let found = try await shop.store.read { try $0.storedResponse(for: "key", of: person.id, now: now) }
                let kept = try #require(found)
                #expect((kept.status, kept.body) == (201, Array("{}".utf8)))
                // printf 'idempotency-key\n\x00\xff' | openssl dgst -sha256 -hmac s3cret
                #expect(
                    kept.fingerprint.map { String(Int($0) + 256, radix: 16).dropFirst() }.joined()
                        == "8f45b78e362042df2bb2874e5bccfc61e06162c094d9ad050f966c73ef729ac7")
            }
        }
    }

    private static func applied(_ file: SQLiteFile) throws -> [String] {
        try file.open { try String.fetchAll($0, sql: "SELECT identifier FROM grdb_migrations ORDER BY identifier") }
    }

    @Test("from a newer version is rejected, and left unchanged")
    func future() async throws {
        try await withPath { place in
            let file = SQLiteFile(path: place.address)
            let job = try await place.open { try await $0.job("Gutter") }
            try file.open { try $0.execute(sql: "INSERT INTO grdb_migrations (identifier) VALUES ('9999')") }
            let before = (try file.schema(), try Self.applied(file))
            for _ in 0..<2 {
                #expect(throws: DatabaseFromTheFuture.self) { try SQLiteStore(path: place.address) }
            }
            #expect(try file.schema() == before.0)
            #expect(try Self.applied(file) == before.1)
            #expect(try file.open { try Int.fetchOne($0, sql: "SELECT COUNT(*) FROM jobs WHERE job_number = \(job.number)") } == 1)
            // With what was unknown gone it opens again: nothing was kept open or locked.
            try file.open { try $0.execute(sql: "DELETE FROM grdb_migrations WHERE identifier = '9999'") }
            try await place.open { shop in
                let read = try await shop.current(job)
                #expect(read == job)
            }
        }
    }

    @Test("is rejected if it is not a database, and left unchanged")
    func noDatabase() async throws {
        try await withPath { place in
            let text = Data(String(repeating: "This is a letter. ", count: 100).utf8)
            try text.write(to: URL(filePath: place.address))
            #expect(throws: (any Error).self) { try SQLiteStore(path: place.address) }
            #expect(try Data(contentsOf: URL(filePath: place.address)) == text)
        }
    }

    @Test("cannot be opened twice at once")
    func inUse() async throws {
        try await withPath { place in
            try await place.open { shop in
                #expect(throws: DatabaseInUse.self) { try SQLiteStore(path: place.address) }
                let job = try await shop.job()
                #expect(try await shop.current(job) == job)
            }
            try await place.open { shop in
                let jobs = try await shop.jobs.list(JobQuery()).items
                #expect(jobs.count == 1)
            }
        }
    }

    @Test("of schema 0001 is migrated with all its data")
    func dump0001() async throws {
        try await withPath { place in
            let file = SQLiteFile(path: place.address)
            try file.open { try $0.execute(sql: Dump0001.schema + Dump0001.data) }
            #expect(try file.faults() == [])
            try await place.open(isStaffed: false) { try await Self.checkDump0001($0) }
            #expect(try file.faults() == [])
            let new = try await StoreUnderTest.sqlite.withPlace { other in
                try await other.open { _ in }
                return (try SQLiteFile(path: other.address).schema(), try Self.applied(SQLiteFile(path: other.address)))
            }
            #expect(try file.schema() == new.0)
            #expect(try Self.applied(file) == new.1)
        }
    }

    private static func checkDump0001(_ shop: Shop) async throws {
        let jobs = try await shop.jobs.list(JobQuery()).items
        #expect(jobs.map(\.number) == [1002, 1001])
        let job = try #require(jobs.last)
        #expect((job.name, job.client?.name, job.contact?.phone) == ("Ridge flashing", "Zoë & Söhne", "021 555"))
        #expect((job.status, job.pricingMethodology, job.speedQualityTradeoff) == (.approved, .fixedPrice, .quality))
        #expect(
            (job.priceCap?.description, job.chargeOutRate?.description, job.deliveryDate?.description) == (
                "1250.00", "95.00", "2026-12-24"
            ))
        #expect((job.isPaid, job.isCollected, job.isFullyInvoiced, job.isRejected) == (true, false, true, false))
        #expect(job.assignedTo == [shop.workshop.id, shop.admin.id])
        #expect(job.revisions == CostRevisions(estimate: 1, quote: 2, actual: 1))
        let trace = try await shop.trace(of: job)
        #expect(trace.events.map(\.description) == ["Rang Kim"])
        #expect(trace.costs.flatMap(\.lines).map(\.description) == ["Old zinc", "Zinc"])
        try expectUnbroken(trace)
        let client = try #require(try await shop.clients.list(ClientQuery()).items.first)
        #expect(client.deletion == nil)
        #expect(try await shop.clients.contacts(of: client.id).map(\.deletion) == [nil])
        #expect(try await shop.search("sohne", "zinc") == [job.id])
        #expect(try await shop.signIn.holder(of: "token") == shop.office)
        var deleted = JobQuery()
        deleted.isDeleted = true
        #expect(try await shop.jobs.list(deleted).items.map(\.number) == [1003])

        // And life goes on.
        let edited = try await shop.edit(job, [.name: .text("Valley flashing")])
        #expect(edited.updatedAt > job.updatedAt)
        #expect(try await shop.search("valley") == [job.id])
        #expect(try await shop.search("ridge").isEmpty)
        #expect(try await shop.job("New").number == 1004)
        try expectUnbroken(try await shop.trace(of: job))
    }

    @Test("of schema 0002 gets folded texts, sorted names and converted line endings, and records the changes")
    func dump0002() async throws {
        try await withPath { place in
            let file = SQLiteFile(path: place.address)
            try file.open { try $0.execute(sql: Dump0001.schema + Dump0001.data + Dump0002.sql) }
            try await place.open(isStaffed: false) { shop in
                var byName = JobQuery()
                (byName.order, byName.isDescending) = (.name, false)
                #expect(
                    try await shop.jobs.list(byName).items.map(\.name) == ["apple", "Éclair stand", "Gutter", "Ridge flashing"])
                for words in [["strasse"], ["1950x1780"], ["sohne"], ["0215550123"], ["obrien"]] {
                    #expect(try await shop.search(words).count == 1, "\(words)")
                }
                var clients = ClientQuery()
                clients.words = ["kim"]
                #expect(try await shop.clients.list(clients).items.map(\.name) == ["Zoë & Söhne"])

                var ridge = JobQuery()
                ridge.words = ["ridge"]
                let job = try #require(try await shop.jobs.list(ridge).items.first)
                #expect((job.description, job.notes) == ("zinc\nStraße 12\n", "Panel 1950 × 1780\nRing 021 555 0123, O'Brien\n"))
                // The version that an open page holds is an older one now: its content has other line ends.
                #expect(job.updatedAt > Timestamp(microseconds: 1_795_425_000_000_001))
                let changes = try await shop.changes(of: job)
                #expect(changes.first?.fields == ["description", "notes"])
                #expect(changes.first?.before == changes.first?.after)
                #expect(changes.first?.previous == Timestamp(microseconds: 1_795_425_000_000_001))
                #expect(
                    changes.first { $0.kind == .updated && $0.by.name == "Olga" }?.before == [
                        "notes": .text("one\ntwo \\r stays\n")
                    ])
                try expectUnbroken(try await shop.trace(of: job))
                #expect(try await shop.trace(of: job).events.map(\.description) == ["Rang\nKim"])

                // Events and history are shown under the job's tag, so they change with a version too.
                for (number, old) in [(1004, 2), (1005, 3)] as [(Int64, Int64)] {
                    let other = try #require(try await shop.jobs.list(byName).items.first { $0.number == number })
                    #expect(other.updatedAt > Timestamp(microseconds: old), "\(number)")
                    #expect(try await shop.changes(of: other).first?.by.name == "Jobtag")
                    try expectUnbroken(try await shop.trace(of: other))
                }
                #expect(try await shop.store.read { try $0.credentials(email: "zo\u{EB}@example.com")?.staff.name } == "Zoë")

                // A text with the page's line ends is merged with one that was saved with the others.
                let refused = try await mismatch {
                    try await shop.jobs.edit(
                        job.id, by: shop.office,
                        if: .versions([Version(id: job.id, updatedAt: Timestamp(microseconds: 1_795_425_000_000_001))]),
                        .success([.notes: .text("Panel 1950 × 1780\r\nRing 021 555 0123, O'Brien\r\nand more\r\n")]))
                }
                #expect(refused?.resolved().merge?.isClean == true)
            }
            #expect(try file.faults() == [])
        }
    }
}
