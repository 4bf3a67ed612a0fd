package import Foundation

/// A client of the workshop.
package struct Client: Hashable, Sendable {
    package let id: UUID
    package var name: String
    package var email: String?
    package var phone: String?
    package var address: String?
    package var notes: String
    package let createdAt: Timestamp
    /// Increases with every change of the client, but not of its contacts, which have their own versions.
    package var updatedAt: Timestamp
    package var deletion: Deletion?

    package init(
        id: UUID, name: String, email: String? = nil, phone: String? = nil, address: String? = nil, notes: String = "",
        createdAt: Timestamp, updatedAt: Timestamp, deletion: Deletion? = nil
    ) {
        (self.id, self.name, self.email, self.phone) = (id, name, email, phone)
        (self.address, self.notes, self.createdAt, self.updatedAt) = (address, notes, createdAt, updatedAt)
        self.deletion = deletion
    }
}

/// A person at a client.
package struct Contact: Hashable, Sendable {
    package let id: UUID
    package let clientID: UUID
    package var name: String
    package var email: String?
    package var phone: String?
    package var position: String?
    package let createdAt: Timestamp
    package var updatedAt: Timestamp
    /// The deletion of the contact itself. A contact of a deleted client is deleted too, and is restored with the client.
    package var deletion: Deletion?

    package init(
        id: UUID, clientID: UUID, name: String, email: String? = nil, phone: String? = nil, position: String? = nil,
        createdAt: Timestamp, updatedAt: Timestamp, deletion: Deletion? = nil
    ) {
        (self.id, self.clientID, self.name, self.email) = (id, clientID, name, email)
        (self.phone, self.position, self.createdAt, self.updatedAt) = (phone, position, createdAt, updatedAt)
        self.deletion = deletion
    }
}
