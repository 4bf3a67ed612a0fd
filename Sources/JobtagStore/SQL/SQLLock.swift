import Crypto
import Foundation

/// What a transaction locks until it ends, in the order of the cases, so that no two transactions wait for each other.
///
/// A transaction gets its place in the order of changes with its first write. So it must have all locks that order changes before: otherwise
/// readers could see a job's changes in the wrong order (docs/decisions/0032).
enum SQLLock: Hashable, Sendable {
    /// The migrations of the schema.
    case schema
    /// A person's key of a request that may be repeated.
    case key(String, person: UUID)
    /// A person's role and sessions: shared by the person's requests.
    case person(UUID)
    /// The list of staff: addresses, admins, and whether there is anybody.
    case staff
    case settings
    case client(UUID)
    case contact(UUID)
    case job(UUID)
    case purge
    /// The whole database: servers share it as long as they run.
    case use

    /// Whether changes that other transactions make under this lock have an order that readers of the change feed see.
    var ordersChanges: Bool {
        switch self {
        case .client, .contact, .job: true
        case .schema, .key, .person, .staff, .settings, .purge, .use: false
        }
    }

    /// The lock as a number. Two locks with the same number only make one transaction wait for another.
    var number: Int64 {
        let (kind, value): (UInt8, [UInt8]) =
            switch self {
            case .schema: (0, [])
            case .key(let key, let person): (1, bytes(person) + Array(key.utf8))
            case .staff: (2, [])
            case .settings: (3, [])
            case .client(let id): (4, bytes(id))
            case .contact(let id): (5, bytes(id))
            case .job(let id): (6, bytes(id))
            case .purge: (7, [])
            case .person(let id): (8, bytes(id))
            case .use: (9, [])
            }
        return SHA256.hash(data: Array("jobtag".utf8) + [kind] + value).withUnsafeBytes { $0.loadUnaligned(as: Int64.self) }
    }

    private func bytes(_ id: UUID) -> [UInt8] { withUnsafeBytes(of: id.uuid, Array.init) }
}
