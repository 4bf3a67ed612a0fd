import Foundation
import JobtagCore
import Testing

@Suite("A search for jobs")
struct JobSearchTests {
    /// What is searched for, and the jobs it finds.
    struct Row: Sendable, CustomTestStringConvertible {
        let words: [String]
        let finds: Set<String>

        init(_ words: String..., finds: Set<String>) { (self.words, self.finds) = (words, finds) }

        var testDescription: String { String("\(words)".prefix(60)) }
    }

    static let jobs: [(name: String, description: String)] = [
        ("Ridge flashing", "Zinc, 0.7 mm, near the café"),
        ("Gutter (half-round)", "Copper AND lead; not zinc-coated"),
        ("Müller façade", "col: name \"quoted\" O'Brien"),
        ("Cafe\u{301} counter", "stainless steel 1.4301"),
        ("Крыша", "金属加工 metal"),
    ]
    private static let all = Set(jobs.map(\.name))

    static let table = [
        Row("ridge", finds: ["Ridge flashing"]), Row("RIDGE", finds: ["Ridge flashing"]),
        Row("r", finds: ["Ridge flashing", "Gutter (half-round)"]),
        Row("flash", finds: ["Ridge flashing"]), Row("lashing", finds: []),
        Row("zinc", finds: ["Ridge flashing", "Gutter (half-round)"]),
        Row("zinc", "copper", finds: ["Gutter (half-round)"]), Row("copper", "gut", finds: ["Gutter (half-round)"]),
        Row("zinc", "steel", finds: []),
        // Marks above and below letters do not matter, neither in what is sought nor in what is found.
        Row("cafe", finds: ["Ridge flashing", "Cafe\u{301} counter"]),
        Row("caf\u{E9}", finds: ["Ridge flashing", "Cafe\u{301} counter"]),
        Row("cafe\u{301}", finds: ["Ridge flashing", "Cafe\u{301} counter"]), Row("muller", "facade", finds: ["Müller façade"]),
        Row("МУЛ", finds: []), Row("крыша", finds: ["Крыша"]), Row("кры", finds: ["Крыша"]), Row("金属", finds: ["Крыша"]),
        Row("1.4301", finds: ["Cafe\u{301} counter"]), Row("0.7", finds: ["Ridge flashing"]),
        Row("o'brien", finds: ["Müller façade"]),
        // What is an operator elsewhere is a word here.
        Row("AND", finds: ["Gutter (half-round)"]), Row("copper AND lead", finds: ["Gutter (half-round)"]),
        Row("zinc OR steel", finds: []),
        Row("NOT", "zinc", finds: ["Gutter (half-round)"]), Row("NEAR(", finds: ["Ridge flashing"]),
        Row("NEAR(zinc flashing, 5)", finds: []),
        Row("name:ridge", finds: []), Row("col:", finds: ["Müller façade"]), Row("{name}", ":", "quoted", finds: ["Müller façade"]),
        Row("\"quoted\"", finds: ["Müller façade"]), Row("\"quo", finds: ["Müller façade"]), Row("quo\"", finds: ["Müller façade"]),
        Row("-zinc", finds: ["Ridge flashing", "Gutter (half-round)"]), Row("^ridge", finds: ["Ridge flashing"]),
        Row("zinc*", finds: ["Ridge flashing", "Gutter (half-round)"]), Row("half-round", finds: ["Gutter (half-round)"]),
        Row("round-half", finds: []),
        Row("' OR 1=1 --", finds: []), Row("$9x", "?", finds: []), Row("ridge\u{301}", finds: ["Ridge flashing"]),
        Row(String(repeating: "zinc", count: 10_000), finds: []), Row(finds: all),
    ]

    @Test("finds jobs where all words match the start of a word, and treats each as a word", arguments: StoreUnderTest.all, table)
    func words(_ kind: StoreUnderTest, _ row: Row) async throws {
        try await kind.withShop { shop in
            for (name, description) in Self.jobs { _ = try await shop.job(name, [.description: .text(description)]) }
            var query = JobQuery()
            query.words = row.words
            let found = try await shop.jobs.list(query).items
            #expect(Set(found.map(\.name)) == row.finds)
        }
    }

    @Test(
        "without any words finds nothing, and does not fail", arguments: StoreUnderTest.all,
        ["", "\"", "\"\"", "*", "(", "()", "!!!", "—", "\\", "%", "_", "\u{301}", "\u{FEFF}", "'"])
    func punctuation(_ kind: StoreUnderTest, _ word: String) async throws {
        try await kind.withShop { shop in
            let job = try await shop.job("Ridge flashing", [.notes: .text("\(word) 🛠️ !!!")])
            #expect(try await shop.search(word).isEmpty)
            // Beside a word it says nothing.
            #expect(try await shop.search(word, "ridge") == [job.id])
            #expect(try await shop.search("ridge", word) == [job.id])
        }
    }

    @Test("for an emoji finds at most jobs with it, and does not fail", arguments: StoreUnderTest.all, ["🛠️", "👩🏽‍🔧", "\u{1F9F1}"])
    func pictures(_ kind: StoreUnderTest, _ word: String) async throws {
        try await kind.withShop { shop in
            let job = try await shop.job("Ridge \(word) flashing")
            _ = try await shop.job("Ridge")
            #expect(try await shop.search(word).isSubset(of: [job.id]))
            #expect(try await shop.search("flashing") == [job.id])
        }
    }

    @Test("accepts twenty words", arguments: StoreUnderTest.all)
    func manyWords(_ kind: StoreUnderTest) async throws {
        try await kind.withShop { shop in
            let words = (1...20).map { "word\($0)" }
            let job = try await shop.job("x", [.notes: .text(words.reversed().joined(separator: " "))])
            var query = JobQuery()
            query.words = words
            #expect(try await shop.jobs.list(query).items == [job])
            query.words = words.dropLast() + ["missing"]
            let none = try await shop.jobs.list(query).items
            #expect(none == [])
        }
    }

    @Test("looks into number, name, description, notes, order number and client", arguments: StoreUnderTest.all)
    func fields(_ kind: StoreUnderTest) async throws {
        try await kind.withShop { shop in
            let client = try await shop.client("Harbour Ltd")
            let edit: Edit<Job> = [
                .description: .text("alpha"), .notes: .text("beta"), .orderNumber: .text("PO-77/gamma"),
                .clientID: .text(client.id.text),
            ]
            let job = try await shop.job("Ridge", edit)
            _ = try await shop.job("Other")
            for word in ["\(job.number)", "ridge", "alpha", "beta", "PO-77", "gamma", "harbour"] {
                #expect(try await shop.search(word) == [job.id], "\(word)")
            }
            #expect(try await shop.search("ridge", "alpha", "beta", "gamma", "harbour", "\(job.number)") == [job.id])
        }
    }
}
