import Foundation
import JobtagCore
import Testing

@Suite("The list of jobs")
struct JobFilterTests {
    /// A board of jobs by their names, and what they differ in.
    private struct Board {
        let harbour: Client
        let pier: Client
        let middle: Timestamp
    }

    private static func fill(_ shop: Shop) async throws -> Board {
        let (harbour, pier) = (try await shop.client("Harbour Ltd"), try await shop.client("Pier Ltd"))
        func edit(_ status: JobStatus, _ client: Client?, _ people: Staff...) -> Edit<Job> {
            [
                .status: .text(status.rawValue), .clientID: client.map { .text($0.id.text) } ?? .null,
                .assignedTo: .list(people.map { .text($0.id.text) }),
            ]
        }
        _ = try await shop.job("gutter a", edit(.draft, harbour, shop.workshop))
        _ = try await shop.job("gutter b", edit(.approved, harbour, shop.admin, shop.workshop))
        _ = try await shop.job("roof c", edit(.draft, pier, shop.workshop))
        shop.clock.advance(seconds: 60)
        let middle = shop.clock.now
        _ = try await shop.job("gutter d", edit(.draft, harbour))
        _ = try await shop.job("roof e", edit(.archived, nil, shop.admin))
        let deleted = try await shop.job("gutter x", edit(.draft, harbour, shop.workshop))
        _ = try await shop.jobs.delete(deleted.id, by: shop.office, if: deleted.asSeen)
        return Board(harbour: harbour, pier: pier, middle: middle)
    }

    private static func names(_ shop: Shop, _ change: (inout JobQuery) -> Void) async throws -> [String] {
        var query = JobQuery()
        (query.order, query.isDescending) = (.name, false)
        change(&query)
        return try await shop.jobs.list(query).items.map(\.name)
    }

    @Test("has all jobs that are not deleted, the newest number first", arguments: StoreUnderTest.all)
    func unfiltered(_ kind: StoreUnderTest) async throws {
        try await kind.withShop { shop in
            _ = try await Self.fill(shop)
            let jobs = try await shop.jobs.list(JobQuery()).items
            #expect(jobs.map(\.name) == ["roof e", "gutter d", "roof c", "gutter b", "gutter a"])
            for job in jobs { #expect(try await shop.current(job) == job) }
        }
    }

    @Test("is filtered by each filter alone", arguments: StoreUnderTest.all)
    func alone(_ kind: StoreUnderTest) async throws {
        try await kind.withShop { shop in
            let board = try await Self.fill(shop)
            let nobody = shop.ids.next()
            let drafts = try await Self.names(shop) { $0.statuses = [.draft] }
            #expect(drafts == ["gutter a", "gutter d", "roof c"])
            let several = try await Self.names(shop) { $0.statuses = [.approved, .archived, .approved] }
            #expect(several == ["gutter b", "roof e"])
            let unusual = try await Self.names(shop) { $0.statuses = [.unusual] }
            #expect(unusual == [])
            let ofClient = try await Self.names(shop) { $0.clientID = board.harbour.id }
            #expect(ofClient == ["gutter a", "gutter b", "gutter d"])
            let ofNobody = try await Self.names(shop) { $0.clientID = nobody }
            #expect(ofNobody == [])
            let assigned = try await Self.names(shop) { $0.assignedTo = shop.workshop.id }
            #expect(assigned == ["gutter a", "gutter b", "roof c"])
            let words = try await Self.names(shop) { $0.words = ["roof"] }
            #expect(words == ["roof c", "roof e"])
            let since = try await Self.names(shop) { $0.updatedSince = board.middle }
            #expect(since == ["gutter d", "roof e"])
            let later = try await Self.names(shop) { $0.updatedSince = board.middle.adding(seconds: 1) }
            #expect(later == [])
            let deleted = try await Self.names(shop) { $0.isDeleted = true }
            #expect(deleted == ["gutter x"])
        }
    }

    @Test("is filtered by all filters together", arguments: StoreUnderTest.all)
    func combined(_ kind: StoreUnderTest) async throws {
        try await kind.withShop { shop in
            let board = try await Self.fill(shop)
            let one = try await Self.names(shop) {
                ($0.statuses, $0.clientID, $0.words) = ([.draft, .approved], board.harbour.id, ["gutter", "harb"])
                ($0.assignedTo, $0.updatedSince) = (shop.workshop.id, board.middle.adding(seconds: -60))
            }
            #expect(one == ["gutter a", "gutter b"])
            let next = try await Self.names(shop) {
                ($0.statuses, $0.clientID, $0.updatedSince) = ([.draft], board.harbour.id, board.middle)
            }
            #expect(next == ["gutter d"])
            let none = try await Self.names(shop) { ($0.words, $0.clientID) = (["roof"], board.harbour.id) }
            #expect(none == [])
            let gone = try await Self.names(shop) { ($0.isDeleted, $0.words, $0.assignedTo) = (true, ["gutter"], shop.workshop.id) }
            #expect(gone == ["gutter x"])
            let allStatuses = try await Self.names(shop) { $0.statuses = JobStatus.allCases }
            #expect(allStatuses.count == 5)
        }
    }

    @Test("follows an edit from one filter to another", arguments: StoreUnderTest.all)
    func moves(_ kind: StoreUnderTest) async throws {
        try await kind.withShop { shop in
            let board = try await Self.fill(shop)
            var query = JobQuery()
            query.words = ["roof", "c"]
            let job = try #require(try await shop.jobs.list(query).items.first)
            let edit: Edit<Job> = [
                .status: .text("special"), .clientID: .text(board.harbour.id.text),
                .assignedTo: .list([.text(shop.office.id.text)]),
            ]
            _ = try await shop.edit(job, edit)
            let special = try await Self.names(shop) { $0.statuses = [.special] }
            let pier = try await Self.names(shop) { $0.clientID = board.pier.id }
            let office = try await Self.names(shop) { $0.assignedTo = shop.office.id }
            let since = try await Self.names(shop) { $0.updatedSince = board.middle }
            #expect([special, pier, office, since] == [["roof c"], [], ["roof c"], ["gutter d", "roof c", "roof e"]])
        }
    }
}
