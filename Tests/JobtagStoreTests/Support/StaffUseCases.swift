import Foundation
import JobtagCore

/// The use cases about staff, each in a transaction of its own, with passwords hashed before, as the server runs them.
struct StaffUseCases: Sendable {
    let store: any Store
    let service: StaffService
    let hasher: any PasswordHasher
    /// Who acts.
    let actor: Staff

    func list() async throws -> [Staff] { try await service.list() }
    func staff(_ id: UUID) async throws -> Staff { try await service.staff(id) }

    func create(if precondition: CollectionPrecondition, _ input: Input<StaffEdit>) async throws -> Staff {
        let input = try await hashed(input)
        return try await store.write { try service.create(in: $0, by: actor, if: precondition, input) }
    }

    func edit(_ id: UUID, if expected: Expected, _ input: Input<StaffEdit>) async throws -> Staff {
        let input = try await hashed(input)
        return try await store.write { try service.edit(id, in: $0, by: actor, if: expected, input) }
    }

    func undo(_ change: RecordChange, if expected: Expected) async throws -> Staff {
        try await store.write { try service.undo(of: change.record.id, in: $0, by: actor, if: expected, .success(change.id)) }
    }

    private func hashed(_ input: Input<StaffEdit>) async throws -> Input<StaffEdit> {
        guard case .success(let edit) = input else { return input }
        return .success(try await edit.hashed(by: hasher))
    }
}
