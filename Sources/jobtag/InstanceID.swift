import Foundation
import JobtagCore

/// Tells the server of one database from others on the same host.
enum InstanceID {
    private static let setting = "instance"

    /// - Returns: The id of this database, the same at every start.
    static func ofDatabase(in store: any Store) async throws -> String {
        if let id = try await store.read({ try $0.setting(setting) }) { return id }
        let new = UUID().uuidString.lowercased()
        return try await store.write { session in
            if let id = try session.setting(setting) { return id }
            try session.setSetting(setting, to: new)
            return new
        }
    }
}
