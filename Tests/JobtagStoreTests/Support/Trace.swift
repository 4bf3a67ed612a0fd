import Foundation
import JobtagCore
import Testing

/// All that the store has about a job, of one snapshot: what a refused change must leave as it was.
struct Trace: Equatable, Sendable {
    let job: Job?
    let events: [JobEvent]
    let changes: [RecordChange]
    let costs: [CostSet]
}

extension Shop {
    func trace(of job: Job) async throws -> Trace {
        try await store.read { session in
            Trace(
                job: try session.job(job.id, includingDeleted: true),
                events: try session.events(ofJob: job.id, limit: 10_000, after: nil).items,
                changes: try session.changes(of: .job(job.id), limit: .max),
                costs: try CostKind.allCases.flatMap { kind in
                    try (1...3).map { try session.costSet(ofJob: job.id, kind, revision: $0) }
                })
        }
    }
}

/// Every version of a job has exactly one change, and each names the version it was made from.
func expectUnbroken(_ trace: Trace, sourceLocation: SourceLocation = #_sourceLocation) throws {
    let job = try #require(trace.job, sourceLocation: sourceLocation)
    let changes = Array(trace.changes.reversed())
    #expect(changes.first?.kind == .created, sourceLocation: sourceLocation)
    #expect(changes.first?.previous == nil, sourceLocation: sourceLocation)
    #expect(changes.last?.version == job.updatedAt, sourceLocation: sourceLocation)
    #expect(changes.dropFirst().map(\.previous) == changes.dropLast().map(\.version), sourceLocation: sourceLocation)
    #expect(zip(changes, changes.dropFirst()).allSatisfy { $0.version < $1.version }, sourceLocation: sourceLocation)
}
