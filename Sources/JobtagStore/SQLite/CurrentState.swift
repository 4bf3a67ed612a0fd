import Foundation
import JobtagCore
import Synchronization

/// A cache for the queries of every request: the version of a job, and the person of a token.
///
/// Never stale, because of three rules. Before the writer commits, it removes everything it has changed. During the commit, nothing that
/// it changed is added. And a reader's result is added only if no commit came between its query and the result.
final class CurrentState: Sendable {
    /// A session and its expiry.
    struct Principal: Sendable {
        let staff: Staff
        let expiresAt: Timestamp
    }

    private struct State {
        var versions: [UUID: Timestamp] = [:]
        var principals: [[UInt8]: Principal] = [:]
        /// The number of commits.
        var epoch = 0
        /// What the current commit has changed.
        var committing: Touched?
    }

    private let state = Mutex(State())
    private static let maximumVersions = 65_536
    private static let maximumPrincipals = 10_000

    // MARK: Reading

    func version(ofJob id: UUID, orAsk ask: () throws -> Version?) throws -> Version? {
        let (known, epoch) = state.withLock { ($0.versions[id], $0.epoch) }
        if let known { return Version(id: id, updatedAt: known) }
        guard let found = try ask() else { return nil }
        state.withLock { state in
            guard state.epoch == epoch, state.committing?.includes(id) != true else { return }
            if state.versions.count >= Self.maximumVersions { state.versions.removeAll(keepingCapacity: true) }
            state.versions[id] = found.updatedAt
        }
        return found
    }

    func principal(tokenHash: [UInt8], now: Timestamp, orAsk ask: () throws -> Principal?) throws -> Staff? {
        let (known, epoch) = state.withLock { ($0.principals[tokenHash], $0.epoch) }
        if let known { return known.expiresAt > now ? known.staff : nil }
        guard let found = try ask() else { return nil }
        state.withLock { state in
            guard state.epoch == epoch, state.committing?.hasSignIns != true else { return }
            if state.principals.count >= Self.maximumPrincipals { state.principals.removeAll(keepingCapacity: true) }
            state.principals[tokenHash] = found
        }
        return found.staff
    }

    // MARK: Writing

    func willCommit(_ touched: Touched) {
        state.withLock { state in
            state.committing = touched
            if touched.hasEverything { state.versions.removeAll() }
            for id in touched.jobs.keys { state.versions[id] = nil }
            if touched.hasSignIns { state.principals.removeAll() }
        }
    }

    func didCommit(_ touched: Touched) {
        state.withLock { state in
            state.committing = nil
            state.epoch += 1
            guard state.versions.count + touched.jobs.count < Self.maximumVersions else { return }
            for (id, version) in touched.jobs { state.versions[id] = version }
        }
    }

    /// After a failed commit: everything is unknown.
    func forgetEverything() {
        state.withLock { state in
            state.committing = nil
            state.epoch += 1
            state.versions.removeAll()
            state.principals.removeAll()
        }
    }

    /// What a transaction has changed in the cached data.
    struct Touched: Sendable {
        /// The jobs with their new versions; nil for a job that cannot be found any more.
        var jobs: [UUID: Timestamp?] = [:]
        var hasSignIns = false
        var hasEverything = false

        func includes(_ id: UUID) -> Bool { hasEverything || jobs[id] != nil }
    }
}

/// Collects the changes of a transaction, on the single thread that runs it.
final class TouchRecorder {
    struct Record {
        var touched = CurrentState.Touched()
        /// The publications, in order.
        var publications: [Publication] = []
    }

    var record = Record()
}
