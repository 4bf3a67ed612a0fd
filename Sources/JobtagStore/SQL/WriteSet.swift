import Foundation
import JobtagCore

/// What one transaction writes, as far as it is kept in memory or published.
struct WriteSet: Sendable {
    /// The jobs with their new versions; nil for one that cannot be found any more.
    var jobs: [UUID: Timestamp?] = [:]
    var hasSignIns = false
    var hasEverything = false
    /// What is published once the transaction is durable, in order.
    var publications: [Publication] = []

    func includes(_ id: UUID) -> Bool { hasEverything || jobs[id] != nil }
}

/// Gathers the write set of a transaction, on the one thread that runs it.
final class WriteSetRecorder {
    var writeSet = WriteSet()
}
