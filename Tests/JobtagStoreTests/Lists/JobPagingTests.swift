import Foundation
import JobtagCore
import Testing

@Suite("The pages of a list of jobs")
struct JobPagingTests {
    struct Order: Sendable, CustomTestStringConvertible {
        let order: JobQuery.Order
        let isDescending: Bool

        var testDescription: String { (isDescending ? "-" : "") + order.rawValue }

        static let all = JobQuery.Order.allCases.flatMap { order in
            [Order(order: order, isDescending: false), Order(order: order, isDescending: true)]
        }
    }

    /// Many with equal keys, some without a day, so that ties and the ids that break them matter.
    private static func fill(_ shop: Shop, count: Int) async throws -> [Job] {
        var jobs: [Job] = []
        for number in 0..<count {
            let edit: Edit<Job> = [
                .priority: .number(Int64(number % 3)),
                .deliveryDate: number % 4 == 0 ? .null : .text(["2026-12-01", "2026-01-31", "9999-12-31"][number % 3]),
            ]
            jobs.append(try await shop.job(["Ünder", "roof", "Roof", "über", "Zinc"][number % 5], edit))
            if number % 6 == 5 { shop.clock.advance(microseconds: 1) }
        }
        return jobs
    }

    @Test("have no gaps and no repeats, while other jobs change in between", arguments: StoreUnderTest.all, Order.all)
    func walk(_ kind: StoreUnderTest, _ order: Order) async throws {
        try await kind.withShop { shop in
            let jobs = try await Self.fill(shop, count: 40)
            // Every fifth is somebody else's work: it moves about in the order between the pages.
            let (quiet, busy) = (
                jobs.indices.filter { $0 % 5 != 2 }.map { jobs[$0] }, jobs.indices.filter { $0 % 5 == 2 }.map { jobs[$0] }
            )
            var query = JobQuery()
            (query.order, query.isDescending, query.limit) = (order.order, order.isDescending, 7)
            var seen: [Job] = []
            var pages = 0
            repeat {
                let page = try await shop.jobs.list(query)
                #expect(page.items.count <= 7)
                seen += page.items
                query.after = page.next
                let other = try await shop.current(busy[pages % busy.count])
                shop.clock.advance(microseconds: 1)
                _ = try await shop.edit(
                    other,
                    [
                        .name: .text("A\(pages)"), .priority: .number(Int64(pages)),
                        .deliveryDate: .text("2026-06-0\(pages % 9 + 1)"),
                    ])
                pages += 1
            } while query.after != nil && pages < 20
            let wanted = Set(quiet.map(\.id))
            let found = seen.filter { wanted.contains($0.id) }
            #expect(found.count == quiet.count)
            #expect(Set(found.map(\.id)) == wanted)
            #expect(found == found.sorted { Self.precedes($0, $1, order) })
        }
    }

    /// Texts in the order of their bytes; jobs without a day after all that have one; the id breaks ties.
    private static func precedes(_ a: Job, _ b: Job, _ order: Order) -> Bool {
        func compare<Key: Comparable>(_ x: Key, _ y: Key) -> Bool? { x == y ? nil : (x < y) != order.isDescending }
        func bytes(_ text: String) -> String { text.utf8.map { String(UInt16($0) + 0x100, radix: 16) }.joined() }
        func day(_ job: Job) -> String { job.deliveryDate?.description ?? "9999-12-31" }
        let byKey =
            switch order.order {
            case .number: compare(a.number, b.number)
            case .name: compare(bytes(SearchFolding.sortKey(of: a.name)), bytes(SearchFolding.sortKey(of: b.name)))
            case .updatedAt: compare(a.updatedAt, b.updatedAt)
            case .createdAt: compare(a.createdAt, b.createdAt)
            case .deliveryDate: compare(day(a), day(b))
            case .priority: compare(a.priority, b.priority)
            }
        return byKey ?? compare(a.id.text, b.id.text) ?? false
    }

    @Test("of any size make up the complete list", arguments: StoreUnderTest.all, [1, 5, 11, 12, 13, 1000])
    func sizes(_ kind: StoreUnderTest, _ limit: Int) async throws {
        try await kind.withShop { shop in
            let jobs = try await Self.fill(shop, count: 12)
            var query = JobQuery()
            (query.order, query.limit) = (.priority, limit)
            var seen: [Job] = []
            var pages = 0
            repeat {
                let page = try await shop.jobs.list(query)
                seen += page.items
                pages += 1
                query.after = page.next
            } while query.after != nil
            #expect(Set(seen) == Set(jobs))
            #expect((seen.count, pages) == (12, (12 + limit - 1) / limit))
        }
    }

    @Test("by delivery date end with the jobs without a date, and start with them in reverse", arguments: StoreUnderTest.all)
    func withoutDay(_ kind: StoreUnderTest) async throws {
        try await kind.withShop { shop in
            for (name, day) in [("a", "2026-12-01"), ("b", nil), ("c", "2026-01-31"), ("d", nil)] {
                _ = try await shop.job(name, [.deliveryDate: FieldValue(day)])
            }
            var query = JobQuery()
            (query.order, query.isDescending) = (.deliveryDate, false)
            let ascending = try await shop.jobs.list(query).items.map(\.name)
            #expect(Array(ascending.prefix(2)) == ["c", "a"])
            query.isDescending = true
            let descending = try await shop.jobs.list(query).items.map(\.name)
            #expect(descending == ascending.reversed())
        }
    }

    @Test("keep to the filters", arguments: StoreUnderTest.all)
    func filtered(_ kind: StoreUnderTest) async throws {
        try await kind.withShop { shop in
            let jobs = try await Self.fill(shop, count: 20)
            var query = JobQuery()
            (query.words, query.order, query.limit) = (["zinc"], .number, 2)
            let first = try await shop.jobs.list(query)
            query.after = first.next
            let second = try await shop.jobs.list(query)
            #expect((first.items + second.items).map(\.number) == jobs.filter { $0.name == "Zinc" }.map(\.number).sorted(by: >))
            #expect(second.next == nil)
        }
    }

    @Test("reject a cursor of another order", arguments: StoreUnderTest.all, Order.all)
    func cursor(_ kind: StoreUnderTest, _ order: Order) async throws {
        try await kind.withShop { shop in
            _ = try await shop.job()
            let isText = order.order == .name || order.order == .deliveryDate
            for key in [isText ? FieldValue.number(1) : .text("a"), .null, .flag(true), .list([]), .fraction] {
                var query = JobQuery()
                (query.order, query.isDescending) = (order.order, order.isDescending)
                query.after = PagePosition(key: key, id: shop.ids.next())
                await expectEnding(.invalid("cursor")) { [query] in try await shop.jobs.list(query) }
            }
        }
    }
}
