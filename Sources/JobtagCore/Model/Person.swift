public import Foundation

/// Somebody as a record names them: the name is the one they had then.
public struct Person: Hashable, Sendable {
    public let id: UUID
    public let name: String

    public init(id: UUID, name: String) {
        self.id = id
        self.name = name
    }
}

/// A member of staff.
public struct Staff: Hashable, Sendable {
    public let id: UUID
    public var name: String
    public var email: String
    public var role: Role
    /// A disabled person's sign-ins end at once.
    public var isActive: Bool
    public let createdAt: Timestamp
    public var updatedAt: Timestamp

    public init(
        id: UUID, name: String, email: String, role: Role, isActive: Bool = true, createdAt: Timestamp, updatedAt: Timestamp
    ) {
        (self.id, self.name, self.email, self.role, self.isActive) = (id, name, email, role, isActive)
        (self.createdAt, self.updatedAt) = (createdAt, updatedAt)
    }

    public var person: Person { Person(id: id, name: name) }
    public var version: Version { Version(id: id, updatedAt: updatedAt) }
}
