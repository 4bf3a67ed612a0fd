import GRDB
import JobtagCore
import Testing

@Suite("A change that cannot be read")
struct UnreadableChangeTests {
    @Test("is left out of a page, which is filled with the next ones: a shorter page would be taken for the last one")
    func leftOut() async throws {
        try await StoreUnderTest.sqlite.withPlace { place in
            try await place.open { shop in
                var job = try await shop.job("Gutter")
                for number in 0..<4 { job = try await shop.edit(job, [.notes: .text("\(number)")]) }
            }
            try SQLiteFile(path: place.address).open {
                try $0.execute(
                    sql: "UPDATE changes SET kind = 'future' WHERE row = (SELECT row FROM changes ORDER BY row LIMIT 1 OFFSET 1)")
            }
            try await place.open { shop in
                let all = try await shop.store.changes(after: 0, job: nil, limit: 100)
                let page = try await shop.store.changes(after: 0, job: nil, limit: 2)
                #expect(all.count == 4)
                #expect(page.map(\.position) == all.prefix(2).map(\.position))
            }
        }
    }
}
