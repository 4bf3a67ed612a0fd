import CLibPQ
import Foundation

/// How to connect, from a libpq URI, with defaults for what the URI leaves open.
package struct PostgreSQLSettings: Sendable {
    /// libpq's parameters by name. May have a password, so they are never printed.
    private let parameters: [String: String]

    /// - Parameter uri: A libpq URI: https://www.postgresql.org/docs/15/libpq-connect.html#LIBPQ-CONNSTRING
    /// - Throws: `DatabaseAddressInvalid`.
    package init(uri: String) throws {
        var message: UnsafeMutablePointer<CChar>?
        guard let options = PQconninfoParse(uri, &message) else {
            defer { PQfreemem(message) }
            // libpq's message may quote the URI with its password.
            throw DatabaseAddressInvalid()
        }
        defer { PQconninfoFree(options) }
        var parameters = Self.defaults
        var option = options
        while let keyword = option.pointee.keyword {
            if let value = option.pointee.val { parameters[String(cString: keyword)] = String(cString: value) }
            option += 1
        }
        // What follows an @ or a slash in a password that is not percent-encoded; libpq's message about it would have a part of the password.
        let ports = (parameters["port"] ?? "").split(separator: ",")
        guard ports.allSatisfy({ UInt16($0) != nil }), !(parameters["host"] ?? "").contains("@"),
            !(parameters["dbname"] ?? "").contains(where: { "@/".contains($0) })
        else { throw DatabaseAddressInvalid() }
        self.parameters = parameters
    }

    /// The same server and user with another database.
    package func with(database: String) -> PostgreSQLSettings {
        var parameters = parameters
        parameters["dbname"] = database
        return PostgreSQLSettings(parameters: parameters)
    }

    private init(parameters: [String: String]) { self.parameters = parameters }

    /// The database's name and hosts, for messages.
    package var name: String {
        let host = parameters["host"] ?? parameters["hostaddr"] ?? "this machine"
        return "\(parameters["dbname"] ?? parameters["user"] ?? "") on \(host) (PostgreSQL)"
    }

    /// A dead machine or network is detected within seconds. Of several hosts, the one that can be written is used.
    private static let defaults = [
        "application_name": "jobtag", "client_encoding": "UTF8", "connect_timeout": "2", "target_session_attrs": "read-write",
        "keepalives": "1", "keepalives_idle": "5", "keepalives_interval": "2", "keepalives_count": "2", "tcp_user_timeout": "4000",
    ]

    /// - Returns: A new connection, which may have failed: see `PQstatus`.
    func connect() -> OpaquePointer? {
        let names = parameters.keys.sorted()
        var keywords: [UnsafePointer<CChar>?] = names.map { UnsafePointer(strdup($0)) }
        var values: [UnsafePointer<CChar>?] = names.map { UnsafePointer(strdup(parameters[$0] ?? "")) }
        defer { for text in keywords + values { free(UnsafeMutableRawPointer(mutating: text)) } }
        keywords.append(nil)
        values.append(nil)
        return PQconnectdbParams(keywords, values, 0)
    }
}

/// The address of the database cannot be parsed.
package struct DatabaseAddressInvalid: Error, CustomStringConvertible {
    package var description: String {
        """
        This is not a PostgreSQL URI. Use, for example, postgres://USER@HOST/DATABASE. In a user name or password, write @ : / ? # % as \
        %40 %3A %2F %3F %23 %25.
        """
    }
}
