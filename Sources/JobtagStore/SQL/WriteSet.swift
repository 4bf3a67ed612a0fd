import Foundation
import JobtagCore

/// The changes of one transaction to cached or published data.
struct WriteSet: Sendable {
    /// The jobs with their new versions; nil for a job that cannot be found any more.
    var jobs: [UUID: Timestamp?] = [:]
    /// Any session may have changed.
    var affectsSignIns = false
    /// Any job may have changed.
    var affectsAllJobs = false
    /// What to publish once the transaction is durable, in order.
    var publications: [Publication] = []

    func includes(_ id: UUID) -> Bool { affectsAllJobs || jobs[id] != nil }
}

/// Collects the write set of a transaction, on the single thread that runs it.
final class WriteSetRecorder {
    var writeSet = WriteSet()
}
