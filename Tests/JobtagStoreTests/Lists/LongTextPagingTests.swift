import Foundation
import JobtagCore
import Testing

/// Pages end where the texts on them become too many, so that no answer and no memory for it grows without bounds.
@Suite("A page of long texts is limited")
struct LongTextPagingTests {
    private static let long = String(repeating: "n", count: 190_000)
    /// What a page may have: 4 MiB, and the one text with which they were reached.
    private static let bound = (4 << 20) + 400_000

    /// All pages of a list from its beginning.
    private static func pages<Element>(
        _ read: (PagePosition?) async throws -> Page<Element>
    ) async throws -> [[Element]] {
        var pages: [[Element]] = []
        var position: PagePosition?
        repeat {
            let page = try await read(position)
            pages.append(page.items)
            position = page.next
        } while position != nil && pages.count < 100
        return pages
    }

    @Test("for jobs", arguments: StoreUnderTest.all)
    func jobs(_ kind: StoreUnderTest) async throws {
        try await kind.withShop { shop in
            var ids: [UUID] = []
            for number in 0..<30 {
                ids.append(
                    try await shop.job("Job \(number)", [.notes: .text(Self.long), .description: .text(Self.long)]).id)
            }
            // One has an index, the other is sorted.
            for order in [JobQuery.Order.number, .priority] {
                var query = JobQuery()
                (query.order, query.limit, query.isDescending) = (order, 1000, false)
                let pages = try await Self.pages { position in
                    query.after = position
                    return try await shop.jobs.list(query)
                }
                #expect(Set(pages.joined().map(\.id)) == Set(ids))
                if order == .number { #expect(pages.joined().map(\.id) == ids) }
                #expect(pages.count == 3)
                for page in pages {
                    #expect(page.map { $0.notes.utf8.count + $0.description.utf8.count }.reduce(0, +) <= Self.bound)
                }
            }
        }
    }

    @Test("for clients", arguments: StoreUnderTest.all)
    func clients(_ kind: StoreUnderTest) async throws {
        try await kind.withShop { shop in
            var ids: [UUID] = []
            for number in 100..<130 {
                let client = try await shop.client("Client \(number)")
                _ = try await shop.clients.edit(client.id, by: shop.office, if: client.asSeen, .success([.notes: .text(Self.long)]))
                ids.append(client.id)
            }
            var query = ClientQuery()
            query.limit = 1000
            let pages = try await Self.pages { position in
                query.after = position
                return try await shop.clients.list(query)
            }
            #expect(pages.joined().map(\.id) == ids)
            #expect(pages.count == 2)
        }
    }

    @Test("for events, and for the timeline, which has the changes too", arguments: StoreUnderTest.all)
    func events(_ kind: StoreUnderTest) async throws {
        try await kind.withShop { shop in
            var job = try await shop.job()
            for number in 0..<500 {
                shop.clock.advance(microseconds: 1)
                job = try await shop.addEvent("\(number) " + String(repeating: "e", count: 9_900), to: job).job
                if number % 100 == 50 { job = try await shop.edit(job, [.priority: .number(Int64(number))]) }
            }
            let id = job.id
            let events = try await Self.pages { position in
                try await shop.store.read { try $0.events(ofJob: id, limit: 100_000, after: position) }
            }
            let numbers = events.joined().map { Int($0.description.prefix { $0 != " " }) }
            #expect(numbers == (0..<500).reversed().map { $0 })
            #expect(events.count == 2)
            for limit in [100_000, 7] {
                let timeline = try await Self.pages { position in
                    try await shop.store.read { try $0.timeline(ofJob: id, limit: limit, after: position) }
                }
                let entries = Array(timeline.joined())
                #expect(Set(entries.map(\.id)).count == entries.count)
                #expect(timeline.allSatisfy { $0.count <= limit })
                if limit == 7 { continue }
                #expect(timeline.count == 2)
                #expect(entries.map(\.type).filter { $0 == "change" }.count == 6)
                #expect(entries.map(\.at) == entries.map(\.at).sorted().reversed())
                #expect(entries.last?.kind == "created")
                #expect(entries.count == 506)
            }
        }
    }
}
