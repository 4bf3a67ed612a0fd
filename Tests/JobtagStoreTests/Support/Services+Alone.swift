import Foundation

@testable import JobtagCore

/// Each use case in a transaction of its own, as a request makes one.
extension JobService {
    func create(by actor: Staff, if expectation: CollectionExpectation, _ input: Input<Edit<Job>>) async throws -> Job {
        try await store.write { try create(in: $0, by: actor, if: expectation, input) }
    }

    func edit(_ id: UUID, by actor: Staff, if expectation: any Expectation, _ input: Input<Edit<Job>>) async throws -> Job {
        try await store.write { try edit(id, in: $0, by: actor, if: expectation, input) }
    }

    func delete(_ id: UUID, by actor: Staff, if expectation: any Expectation) async throws -> Job {
        try await store.write { try delete(id, in: $0, by: actor, if: expectation) }
    }

    func restore(_ id: UUID, by actor: Staff, if expectation: any Expectation, _ input: Input<Void>) async throws -> Job {
        try await store.write { try restore(id, in: $0, by: actor, if: expectation, input) }
    }

    func undo(of id: UUID, by actor: Staff, if expectation: any Expectation, _ input: Input<UUID>) async throws -> Job {
        try await store.write { try undo(of: id, in: $0, by: actor, if: expectation, input) }
    }

    func addEvent(
        to id: UUID, by actor: Staff, if expectation: any Expectation, _ input: Input<String>
    ) async throws -> (event: JobEvent, job: Job) {
        try await store.write { try addEvent(to: id, in: $0, by: actor, if: expectation, input) }
    }

    func addLine(
        to id: UUID, _ kind: CostKind, by actor: Staff, if expectation: any Expectation, _ input: Input<Edit<CostLine>>
    ) async throws -> (line: CostLine, job: Job) {
        try await store.write { try addLine(to: id, kind, in: $0, by: actor, if: expectation, input) }
    }

    func editLine(
        _ lineID: UUID, of id: UUID, _ kind: CostKind, by actor: Staff, if expectation: any Expectation,
        _ input: Input<Edit<CostLine>>
    ) async throws -> (line: CostLine, job: Job) {
        try await store.write { try editLine(lineID, of: id, kind, in: $0, by: actor, if: expectation, input) }
    }

    func removeLine(
        _ lineID: UUID, of id: UUID, _ kind: CostKind, by actor: Staff, if expectation: any Expectation
    ) async throws -> Job {
        try await store.write { try removeLine(lineID, of: id, kind, in: $0, by: actor, if: expectation) }
    }

    func acceptQuote(of id: UUID, by actor: Staff, if expectation: any Expectation, _ input: Input<Void>) async throws -> Job {
        try await store.write { try acceptQuote(of: id, in: $0, by: actor, if: expectation, input) }
    }

    func reviseQuote(
        of id: UUID, by actor: Staff, if expectation: any Expectation, _ input: Input<Void>
    ) async throws -> (quote: CostSet, job: Job) {
        try await store.write { try reviseQuote(of: id, in: $0, by: actor, if: expectation, input) }
    }
}

extension ClientService {
    func create(if expectation: CollectionExpectation, _ input: Input<Edit<Client>>) async throws -> Client {
        try await store.write { try create(in: $0, if: expectation, input) }
    }

    func edit(
        _ id: UUID, by actor: Staff, if expectation: any Expectation, _ input: Input<Edit<Client>>
    ) async throws -> Client {
        try await store.write { try edit(id, in: $0, by: actor, if: expectation, input) }
    }

    func delete(_ id: UUID, if expectation: any Expectation) async throws -> Client {
        try await store.write { try delete(id, in: $0, if: expectation) }
    }

    func createContact(
        of clientID: UUID, if expectation: CollectionExpectation, _ input: Input<Edit<Contact>>
    ) async throws -> Contact {
        try await store.write { try createContact(of: clientID, in: $0, if: expectation, input) }
    }

    func editContact(
        _ id: UUID, of clientID: UUID, by actor: Staff, if expectation: any Expectation, _ input: Input<Edit<Contact>>
    ) async throws -> Contact {
        try await store.write { try editContact(id, of: clientID, in: $0, by: actor, if: expectation, input) }
    }

    func deleteContact(_ id: UUID, of clientID: UUID, if expectation: any Expectation) async throws -> Contact {
        try await store.write { try deleteContact(id, of: clientID, in: $0, if: expectation) }
    }
}

extension StaffService {
    func create(
        if expectation: CollectionExpectation, hashedBy hasher: any PasswordHasher, _ edit: StaffEdit
    ) async throws -> Staff {
        let hashed = try await edit.hashed(by: hasher)
        return try await store.write { try create(in: $0, if: expectation, .success(hashed)) }
    }

    func edit(
        _ id: UUID, if expectation: any Expectation, hashedBy hasher: any PasswordHasher, _ edit: StaffEdit
    ) async throws -> Staff {
        let hashed = try await edit.hashed(by: hasher)
        return try await store.write { try self.edit(id, in: $0, if: expectation, .success(hashed)) }
    }
}
