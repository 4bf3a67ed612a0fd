import Foundation
import JobtagCore

/// The use cases about jobs, each in a transaction of its own, as the server runs them.
struct JobUseCases: Sendable {
    let store: any Store
    let service: JobService

    func read<Extra: Sendable>(
        _ id: UUID, _ extra: @escaping @Sendable (any ReadSession, Job) throws -> Extra
    ) async throws -> (job: Job, extra: Extra) {
        try await service.read(id, extra)
    }

    func list(_ query: JobQuery) async throws -> Page<Job> { try await service.list(query) }

    func create(by actor: Staff, if precondition: CollectionPrecondition, _ input: Input<Edit<Job>>) async throws -> Job {
        try await store.write { try service.create(in: $0, by: actor, if: precondition, input) }
    }

    func edit(_ id: UUID, by actor: Staff, if expected: Expected, _ input: Input<Edit<Job>>) async throws -> Job {
        try await store.write { try service.edit(id, in: $0, by: actor, if: expected, input) }
    }

    func delete(_ id: UUID, by actor: Staff, if expected: Expected) async throws -> Job {
        try await store.write { try service.delete(id, in: $0, by: actor, if: expected) }
    }

    func restore(_ id: UUID, by actor: Staff, if expected: Expected, _ input: Input<Void>) async throws -> Job {
        try await store.write { try service.restore(id, in: $0, by: actor, if: expected, input) }
    }

    func addEvent(
        to id: UUID, by actor: Staff, if expected: Expected, _ input: Input<String>
    ) async throws -> (event: JobEvent, job: Job) {
        try await store.write { try service.addEvent(to: id, in: $0, by: actor, if: expected, input) }
    }

    func addLine(
        to id: UUID, _ set: CostKind, by actor: Staff, if expected: Expected, _ input: Input<Edit<CostLine>>
    ) async throws -> (line: CostLine, job: Job) {
        try await store.write { try service.addLine(to: id, set, in: $0, by: actor, if: expected, input) }
    }

    func editLine(
        _ line: UUID, of id: UUID, _ set: CostKind, by actor: Staff, if expected: Expected, _ input: Input<Edit<CostLine>>
    ) async throws -> (line: CostLine, job: Job) {
        try await store.write { try service.editLine(line, of: id, set, in: $0, by: actor, if: expected, input) }
    }

    func removeLine(_ line: UUID, of id: UUID, _ set: CostKind, by actor: Staff, if expected: Expected) async throws -> Job {
        try await store.write { try service.removeLine(line, of: id, set, in: $0, by: actor, if: expected) }
    }

    func acceptQuote(of id: UUID, by actor: Staff, if expected: Expected, _ input: Input<Void>) async throws -> Job {
        try await store.write { try service.acceptQuote(of: id, in: $0, by: actor, if: expected, input) }
    }

    func reviseQuote(
        of id: UUID, by actor: Staff, if expected: Expected, _ input: Input<Void>
    ) async throws -> (quote: CostSet, job: Job) {
        try await store.write { try service.reviseQuote(of: id, in: $0, by: actor, if: expected, input) }
    }

    func undo(of id: UUID, by actor: Staff, if expected: Expected, _ input: Input<UUID>) async throws -> Job {
        try await store.write { try service.undo(of: id, in: $0, by: actor, if: expected, input) }
    }
}
