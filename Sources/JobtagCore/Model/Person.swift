package import Foundation

/// A person as named in a record, with their name at the time.
package struct Person: Codable, Hashable, Sendable {
    package let id: UUID
    package let name: String

    package init(id: UUID, name: String) {
        self.id = id
        self.name = name
    }
}

/// A member of staff.
package struct Staff: Hashable, Sendable {
    package let id: UUID
    package var name: String
    package var email: String
    package var role: Role
    /// The sessions of an inactive person end immediately.
    package var isActive: Bool
    package let createdAt: Timestamp
    package var updatedAt: Timestamp

    package init(
        id: UUID, name: String, email: String, role: Role, isActive: Bool = true, createdAt: Timestamp, updatedAt: Timestamp
    ) {
        (self.id, self.name, self.email, self.role, self.isActive) = (id, name, email, role, isActive)
        (self.createdAt, self.updatedAt) = (createdAt, updatedAt)
    }

    package var person: Person { Person(id: id, name: name) }
}
