import Foundation
import JobtagCore
import Testing

/// The kind: one word, many spellings. Whoever searches finds the record whichever was typed, or it is made a second time.
@Suite("One word in many spellings")
struct SpellingTests {
    struct Row: Sendable, CustomTestStringConvertible {
        let name: String
        let queries: [String]

        init(_ name: String, _ queries: String...) { (self.name, self.queries) = (name, queries) }

        var testDescription: String { name }
    }

    static let table = [
        Row("Straße 12", "STRASSE", "straße", "strasse 12"), Row("STRASSE 12", "straße"),
        Row("Größe", "GRÖSSE", "grosse", "groesse"),
        Row("Mueller", "Müller"), Row("Müller", "mueller", "muller"), Row("ﬁnish", "finish"), Row("IŞIK", "ışık", "isik"),
        Row("Ødegård", "odegard", "Oedegaard"),
        Row("Łódź", "lodz", "ŁÓDŹ"), Row("Đorđe", "dorde"), Row("Ægir", "aegir"), Row("ＡＢＣ", "abc"),
        Row("José", "jose", "Jose\u{301}"),
        Row("κόσμος", "κοσμος", "ΚΌΣΜΟΣ"), Row("ΠΌΡΤΑ", "πορτα"), Row("Ёлка", "елка"), Row("מִדְרָשׁ", "מדרש"), Row("مُحَمَّد", "محمد"),
        Row("أحمد", "احمد"),
        Row("x\u{332}y", "xy"), Row("so\u{AD}ft", "soft"), Row("soft", "so\u{AD}ft"),
        Row("O'Brien", "o’brien", "OʼBRIEN", "obrien", "brien"), Row("O’Brien", "o'brien"),
        Row("Hawaiʻi", "Hawai'i", "Hawaii"), Row("Hawai'i", "Hawaiʻi"), Row("Niuʻāfoʻou", "niu'afo'ou", "niuafoou"),
        Row("Ngāpō", "ngapo"),
        Row("Panel 1950 × 1780", "1950 × 1780", "1950 x 1780", "1950x1780", "1950X1780", "1950×17"),
        Row("Panel 1950x1780", "1950 × 1780", "1780"),
        Row("Bolts M8×30", "M8x30", "M8 x 30", "m8"), Row("Plate 3 mm", "3mm", "3 mm"), Row("Plate 3mm", "3mm", "3 mm", "mm"),
        Row("Part AB-1234/C", "AB-1234/C", "AB1234", "1234", "ab 1234"), Row("Sheet 2 m²", "m²", "m2"),
        Row("½\" pipe", "1/2\"", "1/2"),
        Row("e-mail", "email", "E-Mail"), Row("email", "e-mail"), Row("Co‑op", "co-op", "coop"), Row("⌀30 pipe", "ø30", "Ø 30"),
        Row("Ring 021 555 0123", "021 555 0123", "0215550123", "021-555-0123", "5550123"),
        Row("Ring 0215550123", "021 555 0123", "021-555-0123"),
        Row("Ring +64 21 555 0123", "+64215550123", "64 21 5550123", "+64 21 555 0123"),
        Row("Ring (09) 555-0123", "09 555 0123", "095550123", "(09) 555-0123"),
        Row("+64 (0)21 555 0123", "+64 21 555 0123", "64215550123"),
        Row("+64 21 555 0123", "+64 (0)21 555 0123"), Row("095550123", "(09) 555-0123"),
        Row("1,250.00", "1250", "1,250.00", "1 250"), Row("電話 をください", "電話", "話", "ください"),
        Row("1/2\"\u{FE0F} rail", "1/2\"", "1/2\"\u{FE0F}"),
    ]

    @Test("a job is found by each", arguments: StoreUnderTest.all, table)
    func jobs(_ kind: StoreUnderTest, _ row: Row) async throws {
        try await kind.withShop { shop in
            let job = try await shop.job(row.name)
            _ = try await shop.job("Another")
            for query in row.queries {
                let found = try await shop.search(query.split(separator: " ").map(String.init))
                #expect(found == [job.id], "\(query)")
            }
        }
    }

    @Test("a client is found by each", arguments: StoreUnderTest.all, table)
    func clients(_ kind: StoreUnderTest, _ row: Row) async throws {
        try await kind.withShop { shop in
            let client = try await shop.client(row.name)
            _ = try await shop.client("Another")
            for words in row.queries { try await Self.expect(words, finds: [client.id], shop) }
        }
    }

    @Test("a client is found by the names, e-mails and phones of its contacts", arguments: StoreUnderTest.all)
    func contacts(_ kind: StoreUnderTest) async throws {
        try await kind.withShop { shop in
            let client = try await shop.client("Harbour", [.phone: .text("(09) 555-0123"), .email: .text("shop@harbour.example")])
            let kim = try await shop.contact(
                "José Ōtaki", of: client, [.phone: .text("+64 21 555 0199"), .email: .text("kim@pier.example")])
            _ = try await shop.client("Quay")
            for query in [
                "jose", "OTAKI", "kim@pier", "64215550199", "64 21 5550199", "095550123", "shop@harbour.example", "harb jose",
            ] {
                try await Self.expect(query, finds: [client.id], shop)
            }
            // No phrase is found across two of its texts.
            try await Self.expect("harbour-shop", finds: [], shop)
            let renamed = try await shop.clients.editContact(
                kim.id, of: client.id, by: shop.office, if: kim.asSeen, .success([.name: .text("Ann")]))
            try await Self.expect("jose", finds: [], shop)
            try await Self.expect("ann", finds: [client.id], shop)
            _ = try await shop.clients.deleteContact(kim.id, of: client.id, by: shop.office, if: renamed.asSeen)
            try await Self.expect("ann", finds: [], shop)
            try await Self.expect("pier", finds: [], shop)
        }
    }

    @Test("names are in the expected order in every store", arguments: StoreUnderTest.all)
    func order(_ kind: StoreUnderTest) async throws {
        try await kind.withShop(isStaffed: true) { shop in
            let names = ["Zeller", "apple", "de Vries", "Ōtaki", "Otago", "Éclair", "Baker", "Otago 2", "Apple"]
            let sorted = ["Apple", "apple", "Baker", "de Vries", "Éclair", "Otago", "Otago 2", "Ōtaki", "Zeller"]
            let client = try await shop.client("M")
            for name in names {
                _ = try await shop.client(name)
                _ = try await shop.job(name)
                _ = try await shop.contact(name, of: client)
            }
            var jobs = JobQuery()
            (jobs.order, jobs.isDescending) = (.name, false)
            #expect(try await shop.jobs.list(jobs).items.map(\.name) == sorted)
            jobs.isDescending = true
            #expect(try await shop.jobs.list(jobs).items.map(\.name) == sorted.reversed())
            #expect(try await shop.clients.list(ClientQuery()).items.map(\.name).filter { $0 != "M" } == sorted)
            #expect(try await shop.clients.contacts(of: client.id).map(\.name) == sorted)
        }
    }

    private static func expect(_ query: String, finds wanted: Set<UUID>, _ shop: Shop) async throws {
        var clients = ClientQuery()
        clients.words = query.split(separator: " ").map(String.init)
        let found = try await shop.clients.list(clients).items.map(\.id)
        #expect(Set(found) == wanted, "\(query)")
    }
}
