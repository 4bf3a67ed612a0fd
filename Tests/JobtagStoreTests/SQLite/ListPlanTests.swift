import Foundation
import GRDB
import JobtagCore
import Testing

@testable import JobtagStore

/// Lists are read in an index's order: what is sorted is at most the work in progress, however many jobs are archived.
@Suite("SQLite's plan for a list")
struct ListPlanTests {
    struct Case: CustomTestStringConvertible, Sendable {
        let order: JobQuery.Order
        let statuses: [JobStatus]
        let isDescending: Bool
        var hasCursor = false

        var query: JobQuery {
            var query = JobQuery()
            (query.order, query.statuses, query.isDescending) = (order, statuses, isDescending)
            if hasCursor {
                let isText = order == .name || order == .deliveryDate
                query.after = PagePosition(key: isText ? .text("2026-11-24") : .number(1000), id: UUID())
            }
            return query
        }

        var testDescription: String {
            "\(isDescending ? "-" : "")\(order.rawValue) of \(statuses.map(\.rawValue))\(hasCursor ? ", a further page" : "")"
        }
    }

    static let cases = JobQuery.Order.allCases.filter { $0 != .priority }.flatMap { order in
        [[], [.archived], [.archived, .special]].flatMap { statuses in
            [true, false].flatMap { isDescending in
                [true, false].map { Case(order: order, statuses: statuses, isDescending: isDescending, hasCursor: $0) }
            }
        }
    }

    @Test("does not sort archived jobs, and starts a page at its cursor", arguments: cases)
    func noSorting(_ listed: Case) async throws {
        let plan = try await Self.plan(listed.query)
        #expect(!plan.contains { $0.contains("TEMP B-TREE FOR ORDER BY") || $0 == "SCAN j" }, "\(plan)")
        if listed.hasCursor { #expect(!plan.contains { $0.hasPrefix("SCAN j") }, "\(plan)") }
    }

    @Test("uses the change index for recent changes", arguments: JobQuery.Order.allCases)
    func since(_ order: JobQuery.Order) async throws {
        var query = Case(order: order, statuses: [], isDescending: true).query
        query.updatedSince = Timestamp(microseconds: 1_795_000_000_000_000)
        let plan = try await Self.plan(query)
        #expect(plan.contains { $0.contains("jobs_updated (updated_at>?)") }, "\(plan)")
    }

    @Test("uses the change index for all active work by latest change")
    func active() async throws {
        let active = JobStatus.allCases.filter { $0 != .archived }
        let plan = try await Self.plan(Case(order: .updatedAt, statuses: active, isDescending: true).query)
        #expect(plan.contains { $0 == "SCAN j USING INDEX jobs_updated" }, "\(plan)")
        // The oldest changes are of archived jobs, a million of them before the first that is not.
        let oldest = try await Self.plan(Case(order: .updatedAt, statuses: active, isDescending: false).query)
        #expect(oldest.contains { $0.contains("jobs_status") }, "\(oldest)")
    }

    @Test("uses the status index for an active status", arguments: JobQuery.Order.allCases)
    func byStatus(_ order: JobQuery.Order) async throws {
        let plan = try await Self.plan(Case(order: order, statuses: [.special], isDescending: true).query)
        #expect(plan.contains { $0.contains("jobs_status") }, "\(plan)")
    }

    @Test("uses the deletion index for deleted jobs", arguments: JobQuery.Order.allCases)
    func deleted(_ order: JobQuery.Order) async throws {
        var query = Case(order: order, statuses: [], isDescending: true).query
        query.isDeleted = true
        let plan = try await Self.plan(query)
        #expect(plan.contains { $0.contains("jobs_deleted") }, "\(plan)")
    }

    @Test("uses a rare word, and the order for a frequent word", arguments: [true, false])
    func search(isFrequent: Bool) async throws {
        var query = JobQuery()
        query.words = ["copper"]
        let plan = try await Self.plan(query, isFrequent: isFrequent)
        #expect(plan.contains { $0.contains("USING INDEX sqlite_autoindex_jobs") } == isFrequent, "\(plan)")
        #expect(plan.contains { $0.contains("TEMP B-TREE FOR ORDER BY") } == !isFrequent, "\(plan)")
    }

    @Test("sorts without the texts", arguments: JobQuery.Order.allCases)
    func sortsKeys(_ order: JobQuery.Order) async throws {
        var query = JobQuery()
        (query.order, query.words) = (order, ["copper"])
        let seen = SeenStatements()
        _ = try SQLSession(connection: SeeingConnection(seen: seen, isFrequent: false)).jobs(query)
        let sql = try #require(seen.all.first?.sql)
        #expect(sql.hasPrefix("SELECT j.row FROM jobs j WHERE"))
    }

    @Test("finds the same either way")
    func sameResults() async throws {
        try await StoreUnderTest.sqlite.withPlace { place in
            try await place.open { shop in
                for (name, description) in JobSearchTests.jobs { _ = try await shop.job(name, [.description: .text(description)]) }
            }
            try SQLiteFile(path: place.address).open { database in
                for row in JobSearchTests.table {
                    var query = JobQuery()
                    query.words = row.words
                    let connection = FrequentWords(base: JobtagStore.SQLiteConnection(database))
                    let found = try SQLSession(connection: connection).jobs(query).items.map(\.name)
                    #expect(Set(found) == row.finds, "\(row.words)")
                }
            }
        }
    }

    private static func plan(_ query: JobQuery, isFrequent: Bool = false) async throws -> [String] {
        try await StoreUnderTest.sqlite.withPlace { place in
            try await place.open { _ in }
            let seen = SeenStatements()
            _ = try SQLSession(connection: SeeingConnection(seen: seen, isFrequent: isFrequent)).jobs(query)
            let (sql, count) = try #require(seen.all.first)
            return try SQLiteFile(path: place.address).open { database in
                try Row.fetchAll(
                    database, sql: "EXPLAIN QUERY PLAN " + sql, arguments: StatementArguments([Int](repeating: 1, count: count))
                ).map { $0["detail"] }
            }
        }
    }
}

private final class SeenStatements {
    var all: [(sql: String, arguments: Int)] = []
}

/// Takes note of statements, and finds nothing.
private struct SeeingConnection: SQLConnection {
    let seen: SeenStatements
    let isFrequent: Bool
    let written: Int64 = 0
    var dialect: SQLDialect { JobtagStore.SQLiteConnection.dialect }

    func forEachRow(_ sql: String, _ arguments: [SQLValue], isKept: Bool, _ body: (any SQLRow) throws -> Bool) {
        seen.all.append((sql, arguments.count))
    }
    var search: any SearchStrategy { KnownFrequency(base: SQLiteSearch(connection: self), isFrequent: isFrequent) }
}

/// Holds every word for a frequent one.
private struct FrequentWords: SQLConnection {
    let base: JobtagStore.SQLiteConnection

    var written: Int64 { base.written }
    var dialect: SQLDialect { base.dialect }

    func forEachRow(_ sql: String, _ arguments: [SQLValue], isKept: Bool, _ body: (any SQLRow) throws -> Bool) throws {
        try base.forEachRow(sql, arguments, isKept: isKept, body)
    }
    var search: any SearchStrategy { KnownFrequency(base: base.search, isFrequent: true) }
}

/// Searches as another strategy does, but takes every phrase to be frequent, or none.
private struct KnownFrequency: SearchStrategy {
    let base: any SearchStrategy
    let isFrequent: Bool

    func condition(parameter index: Int, isFrequent: Bool) -> String { base.condition(parameter: index, isFrequent: isFrequent) }
    func argument(_ phrase: String) -> SQLValue { base.argument(phrase) }
    func isFrequent(_ phrase: String) -> Bool { isFrequent }
}
