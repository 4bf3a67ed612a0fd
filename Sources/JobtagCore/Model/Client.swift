public import Foundation

/// Somebody the workshop works for.
public struct Client: Hashable, Sendable {
    public let id: UUID
    public var name: String
    public var email: String?
    public var phone: String?
    public var address: String?
    public var notes: String
    public let createdAt: Timestamp
    public var updatedAt: Timestamp

    public init(
        id: UUID, name: String, email: String? = nil, phone: String? = nil, address: String? = nil, notes: String = "",
        createdAt: Timestamp, updatedAt: Timestamp
    ) {
        (self.id, self.name, self.email, self.phone) = (id, name, email, phone)
        (self.address, self.notes, self.createdAt, self.updatedAt) = (address, notes, createdAt, updatedAt)
    }

    public var version: Version { Version(id: id, updatedAt: updatedAt) }
}

/// A person at a client.
public struct Contact: Hashable, Sendable {
    public let id: UUID
    public let clientID: UUID
    public var name: String
    public var email: String?
    public var phone: String?
    public var position: String?
    public let createdAt: Timestamp
    public var updatedAt: Timestamp

    public init(
        id: UUID, clientID: UUID, name: String, email: String? = nil, phone: String? = nil, position: String? = nil,
        createdAt: Timestamp, updatedAt: Timestamp
    ) {
        (self.id, self.clientID, self.name, self.email) = (id, clientID, name, email)
        (self.phone, self.position, self.createdAt, self.updatedAt) = (phone, position, createdAt, updatedAt)
    }

    public var version: Version { Version(id: id, updatedAt: updatedAt) }
}
