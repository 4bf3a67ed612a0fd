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

        var query: JobQuery {
            var query = JobQuery()
            (query.order, query.statuses, query.isDescending) = (order, statuses, isDescending)
            return query
        }

        var testDescription: String { "\(isDescending ? "-" : "")\(order.rawValue) of \(statuses.map(\.rawValue))" }
    }

    static let cases = JobQuery.Order.allCases.filter { $0 != .priority }.flatMap { order in
        [[], [.archived], [.archived, .special]].flatMap { statuses in
            [true, false].map { Case(order: order, statuses: statuses, isDescending: $0) }
        }
    }.filter { $0.order != .number || $0.statuses.count < 2 }

    @Test("has no sorting of archived jobs", arguments: cases)
    func noSorting(_ listed: Case) async throws {
        let plan = try await Self.plan(listed.query)
        #expect(!plan.contains { $0.contains("TEMP B-TREE FOR ORDER BY") || $0 == "SCAN j" }, "\(plan)")
    }

    @Test("goes by the status where that is one of work in progress", arguments: JobQuery.Order.allCases)
    func byStatus(_ order: JobQuery.Order) async throws {
        let plan = try await Self.plan(Case(order: order, statuses: [.special], isDescending: true).query)
        #expect(plan.contains { $0.contains("jobs_status") }, "\(plan)")
    }

    @Test("of deleted jobs goes by their deletion", arguments: JobQuery.Order.allCases)
    func deleted(_ order: JobQuery.Order) async throws {
        var query = Case(order: order, statuses: [], isDescending: true).query
        query.isDeleted = true
        let plan = try await Self.plan(query)
        #expect(plan.contains { $0.contains("jobs_deleted") }, "\(plan)")
    }

    private static func plan(_ query: JobQuery) async throws -> [String] {
        try await StoreUnderTest.sqlite.withPlace { place in
            try await place.open { _ in }
            let seen = SeenStatements()
            _ = try SQLSession(connection: SeeingConnection(seen: seen)).jobs(query)
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
    let rowLock = ""

    func query<T>(_ sql: String, _ arguments: [SQLValue], isKept: Bool, _ map: (any SQLRow) throws -> T) throws -> [T] {
        seen.all.append((sql, arguments.count))
        return []
    }

    func execute(_ sql: String, _ arguments: [SQLValue], isKept: Bool) throws { seen.all.append((sql, arguments.count)) }
    func searchCondition(parameter index: Int) -> String { SQLiteSearch.condition(parameter: index) }
    func searchArgument(word: String) -> SQLValue { .text(SQLiteSearch.argument(word)) }
}
