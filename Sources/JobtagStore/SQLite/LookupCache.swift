import Foundation
import JobtagCore
import Synchronization

/// What every request asks, kept in memory: which version a job has, and who holds a token.
///
/// Never stale, by three rules. Before the writer commits, it takes out what it has writeSet. While it commits, nothing of what
/// it touched is put in. And what a reader found is put in only if no commit came between its question and its answer.
final class LookupCache: Sendable {
    private struct State {
        var versions: [UUID: Timestamp] = [:]
        var signIns: [[UInt8]: SignIn] = [:]
        /// Counts the commits.
        var epoch = 0
        /// What the commit under way has writeSet.
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
            guard state.epoch == epoch, state.committing?.hasSignIns != true else { return }
            if state.signIns.count >= Self.maximumSignIns { state.signIns.removeAll(keepingCapacity: true) }
            state.signIns[tokenHash] = found
        }
        return found.staff
    }

    // MARK: Writing

    func willCommit(_ writeSet: WriteSet) {
        state.withLock { state in
            state.committing = writeSet
            if writeSet.hasEverything { state.versions.removeAll() }
            for id in writeSet.jobs.keys { state.versions[id] = nil }
            if writeSet.hasSignIns { state.signIns.removeAll() }
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

    /// After a commit that failed: nothing is known.
    func forgetEverything() {
        state.withLock { state in
            state.committing = nil
            state.epoch += 1
            state.versions.removeAll()
            state.signIns.removeAll()
        }
    }
}
