import Foundation
import JobtagCore

/// The use cases about clients and their contacts, each in a transaction of its own, as the server runs them.
struct ClientUseCases: Sendable {
    let store: any Store
    let service: ClientService
    /// Who acts where a test names nobody.
    let actor: Staff

    func list(_ query: ClientQuery) async throws -> Page<Client> { try await service.list(query) }
    func client(_ id: UUID) async throws -> Client { try await service.client(id) }
    func contacts(of id: UUID, isDeleted: Bool = false) async throws -> [Contact] {
        try await service.contacts(of: id, isDeleted: isDeleted)
    }
    func contact(_ id: UUID, of client: UUID) async throws -> Contact { try await service.contact(id, of: client) }

    func create(if precondition: CollectionPrecondition, _ input: Input<Edit<Client>>) async throws -> Client {
        try await store.write { try service.create(in: $0, by: actor, if: precondition, input) }
    }

    func edit(_ id: UUID, by actor: Staff, if expected: Expected, _ input: Input<Edit<Client>>) async throws -> Client {
        try await store.write { try service.edit(id, in: $0, by: actor, if: expected, input) }
    }

    func delete(_ id: UUID, by actor: Staff, if expected: Expected) async throws -> Client {
        try await store.write { try service.delete(id, in: $0, by: actor, if: expected) }
    }

    func restore(_ id: UUID, if expected: Expected, _ input: Input<Void> = .success(())) async throws -> Client {
        try await store.write { try service.restore(id, in: $0, by: actor, if: expected, input) }
    }

    func createContact(
        of client: UUID, if precondition: CollectionPrecondition, _ input: Input<Edit<Contact>>
    ) async throws -> Contact {
        try await store.write { try service.createContact(of: client, in: $0, by: actor, if: precondition, input) }
    }

    func editContact(
        _ id: UUID, of client: UUID, by actor: Staff, if expected: Expected, _ input: Input<Edit<Contact>>
    ) async throws -> Contact {
        try await store.write { try service.editContact(id, of: client, in: $0, by: actor, if: expected, input) }
    }

    func deleteContact(_ id: UUID, of client: UUID, by actor: Staff, if expected: Expected) async throws -> Contact {
        try await store.write { try service.deleteContact(id, of: client, in: $0, by: actor, if: expected) }
    }

    func restoreContact(
        _ id: UUID, of client: UUID, if expected: Expected, _ input: Input<Void> = .success(())
    ) async throws -> Contact {
        try await store.write { try service.restoreContact(id, of: client, in: $0, by: actor, if: expected, input) }
    }

    func undo(_ change: RecordChange, by actor: Staff, if expected: Expected) async throws -> Client {
        try await store.write { try service.undo(of: change.record.id, in: $0, by: actor, if: expected, .success(change.id)) }
    }

    func undoContact(_ change: RecordChange, of client: UUID, by actor: Staff, if expected: Expected) async throws -> Contact {
        try await store.write {
            try service.undoContact(change.record.id, of: client, in: $0, by: actor, if: expected, .success(change.id))
        }
    }
}
