import ArgumentParser
import Foundation
import JobtagCore
import JobtagStore

/// The value of `--database`: a file, or a PostgreSQL server.
enum DatabaseAddress: Sendable {
    case sqlite(path: String)
    case postgreSQL(PostgreSQLSettings)

    /// - Throws: `ValidationError`. It never has the address, which may contain a password.
    init(_ text: String) throws {
        let scheme = text.prefix { $0 != ":" }
        switch scheme {
        case "sqlite" where text.utf8.count > "sqlite:".utf8.count:
            self = .sqlite(path: String(text.dropFirst("sqlite:".count)))
        case "postgres", "postgresql":
            do {
                self = .postgreSQL(try PostgreSQLSettings(uri: text))
            } catch {
                throw ValidationError("The database address is invalid. \(error)")
            }
        default:
            throw ValidationError(
                "This database is not supported. Use sqlite: and the path of a file, or postgres://USER@HOST/DATABASE.")
        }
    }

    /// Opens the database for a server.
    ///
    /// - Parameters:
    ///   - connections: The maximum number of connections to PostgreSQL for requests.
    ///   - report: Told what goes wrong outside requests.
    func open(connections: Int, report: @escaping @Sendable (String) -> Void) async throws -> any Store {
        switch self {
        case .sqlite(let path): try SQLiteStore(path: path)
        case .postgreSQL(let settings): try await PostgreSQLStore(settings, connections: connections, report: report)
        }
    }

    /// Opens the database for a copy, which nobody waits for: without time limits.
    ///
    /// - Parameter isSource: Whether the database must have data already. Otherwise it is created if necessary.
    /// - Throws: `DatabaseInUse` if a server uses it; `DatabaseIsForeign` if it has other data, or no data of a source.
    func openForCopy(isSource: Bool) async throws -> any Store {
        switch self {
        case .sqlite(let path):
            let size = try? FileManager.default.attributesOfItem(atPath: path)[.size] as? Int
            if isSource, (size ?? 0) == 0 { throw DatabaseIsForeign(name: name) }
            return try SQLiteStore(path: path)
        case .postgreSQL(let settings):
            return try await PostgreSQLStore(settings, connections: 1, patience: nil, isExclusive: true, mayBeEmpty: !isSource)
        }
    }

    /// For people and logs: without a password.
    var name: String {
        switch self {
        case .sqlite(let path): URL(filePath: path).standardizedFileURL.path(percentEncoded: false)
        case .postgreSQL(let settings): settings.name
        }
    }
}
