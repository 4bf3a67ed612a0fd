import Foundation
import JobtagCore
import JobtagServer

/// Values created once for each database and stored in it.
enum DatabaseIdentity {
    /// Distinguishes the server of one database from others on the same host.
    static func instance(in store: any Store) async throws -> String {
        try await kept("instance", in: store) { UUID().uuidString.lowercased() }
    }

    /// The secret for codes that only the servers of this database can compute.
    static func secret(in store: any Store) async throws -> [UInt8] {
        Array(try await kept("secret", in: store) { RandomSecrets().newToken() }.utf8)
    }

    private static func kept(_ setting: String, in store: any Store, _ make: () -> String) async throws -> String {
        if let text = try await store.read({ try $0.setting(setting) }) { return text }
        let new = make()
        return try await store.write { session in
            if let text = try session.setting(setting) { return text }
            try session.setSetting(setting, to: new)
            return new
        }
    }
}
