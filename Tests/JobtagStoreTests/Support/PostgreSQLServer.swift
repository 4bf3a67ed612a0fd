import Foundation

@testable import JobtagStore

/// A PostgreSQL server for tests, on which each test has a database of its own.
struct PostgreSQLServer: Sendable {
    let settings: PostgreSQLSettings
    private let pool: ConnectionPool
    /// A migrated database to copy: running the migrations for each test takes longer.
    private let template: Task<String, any Error>
    /// Swift Testing starts all tests at once; the server has connections for a few.
    private let slots = Slots(5)

    /// The server at `JOBTAG_TEST_POSTGRES`.
    static let forTests: PostgreSQLServer? = ProcessInfo.processInfo.environment["JOBTAG_TEST_POSTGRES"].map { uri in
        do {
            return PostgreSQLServer(try PostgreSQLSettings(uri: uri))
        } catch {
            fatalError("JOBTAG_TEST_POSTGRES: \(error)")
        }
    }

    private init(_ settings: PostgreSQLSettings) {
        let pool = ConnectionPool(settings, size: 2, patience: .seconds(60))
        (self.settings, self.pool) = (settings, pool)
        template = Task {
            let name = try await Self.create(from: "template0", in: pool)
            try await PostgreSQLStore(settings.with(database: name), connections: 1).close()
            return name
        }
    }

    /// - Returns: The name of a new database with the schema and nothing else.
    func createDatabase() async throws -> String {
        await slots.take()
        return try await Self.create(from: template.value, in: pool)
    }

    /// The server deletes it with all others at its end.
    func leaveDatabase() async { await slots.free() }

    /// - Returns: The name of the copy.
    private static func create(from template: String, in pool: ConnectionPool) async throws -> String {
        let name = "test_" + UUID().uuidString.lowercased().replacing("-", with: "")
        try await pool.run { connection in
            connection.longestWait = .seconds(30)
            _ = try connection.query("SELECT set_config('statement_timeout', '30000', false)", []) { _ in }
            _ = try connection.query("CREATE DATABASE \(name) TEMPLATE \(template)", [], isKept: false) { _ in }
        }
        return name
    }
}

/// Lets a number of tasks through, and the others wait.
private actor Slots {
    private var left: Int
    private var waiting: [CheckedContinuation<Void, Never>] = []

    init(_ count: Int) { left = count }

    func take() async {
        if left > 0 {
            left -= 1
            return
        }
        await withCheckedContinuation { waiting.append($0) }
    }

    func free() {
        guard waiting.isEmpty else { return waiting.removeFirst().resume() }
        left += 1
    }
}
