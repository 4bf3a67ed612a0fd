import Foundation
import JobtagCore
import Synchronization

/// A cache for the queries of every request: the version of a job, and the person of a token.
///
/// Never stale, because of three rules. Before the writer commits, it removes everything it has changed. During the commit, nothing that
/// it changed is added. And a reader's result is added only if no commit came between its query and the result.
final class LookupCache: Sendable {
    private struct State {
        var versions: [UUID: Timestamp] = [:]
        var signIns: [[UInt8]: SignIn] = [:]
        /// The number of commits.
        var epoch = 0
        /// What the current commit has changed.
        var committing: WriteSet?
    }

    private let state = Mutex(State())
    private static let maximumVersions = 65_536
    private static let maximumSignIns = 10_000

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

    func principal(tokenHash: [UInt8], now: Timestamp, orAsk ask: () throws -> SignIn?) throws -> Staff? {
        let (known, epoch) = state.withLock { ($0.signIns[tokenHash], $0.epoch) }
        if let known { return known.expiresAt > now ? known.staff : nil }
        guard let found = try ask() else { return nil }
        state.withLock { state in
            guard state.epoch == epoch, state.committing?.affectsSignIns != true else { return }
            if state.signIns.count >= Self.maximumSignIns { state.signIns.removeAll(keepingCapacity: true) }
            state.signIns[tokenHash] = found
        }
        return found.staff
    }

    // MARK: Writing

    func willCommit(_ writeSet: WriteSet) {
        state.withLock { state in
            state.committing = writeSet
            if writeSet.affectsAllJobs { state.versions.removeAll() }
            for id in writeSet.jobs.keys { state.versions[id] = nil }
            if writeSet.affectsSignIns { state.signIns.removeAll() }
        }
    }

    func didCommit(_ writeSet: WriteSet) {
        state.withLock { state in
            state.committing = nil
            state.epoch += 1
            guard state.versions.count + writeSet.jobs.count < Self.maximumVersions else { return }
            for (id, version) in writeSet.jobs { state.versions[id] = version }
        }
    }

    /// After a failed commit: everything is unknown.
    func forgetEverything() {
        state.withLock { state in
            state.committing = nil
            state.epoch += 1
            state.versions.removeAll()
            state.signIns.removeAll()
        }
    }
}
