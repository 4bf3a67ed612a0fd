import Foundation
import JobtagCore

/// The use cases about staff, each in a transaction of its own, with passwords hashed before, as the server runs them.
struct StaffUseCases: Sendable {
    let store: any Store
    let service: StaffService
    let hasher: any PasswordHasher

    func list() async throws -> [Staff] { try await service.list() }
    func staff(_ id: UUID) async throws -> Staff { try await service.staff(id) }

    func create(if precondition: CollectionPrecondition, _ input: Input<StaffEdit>) async throws -> Staff {
        let input = try await hashed(input)
        return try await store.write { try service.create(in: $0, if: precondition, input) }
    }

    func edit(_ id: UUID, if expected: Expected, _ input: Input<StaffEdit>) async throws -> Staff {
        let input = try await hashed(input)
        return try await store.write { try service.edit(id, in: $0, if: expected, input) }
    }

    private func hashed(_ input: Input<StaffEdit>) async throws -> Input<StaffEdit> {
        guard case .success(let edit) = input else { return input }
        return .success(try await edit.hashed(by: hasher))
    }
}
