package import Foundation

/// What the servers of one database tell each other. Messages are not stored, and can be lost: nothing that must be right may rely on them.
package enum ServerMessage: Codable, Hashable, Sendable {
    /// The people who have a job open on a server; all of them, whenever that changes and every few seconds.
    case presence(server: UUID, job: UUID, people: [Person])
    /// A wrong password for an account, from a place or device.
    case signInFailure(account: String, origin: String, place: String)
    /// A right password after wrong ones.
    case signInSuccess(account: String, origin: String)
    /// Sessions may have ended.
    case sessionsChanged
}
