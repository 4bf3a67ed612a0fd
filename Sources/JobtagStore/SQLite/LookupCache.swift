import Foundation
import JobtagCore
import Synchronization

/// What every request asks, kept in memory: which version a job has, and who holds a token.
///
/// Never stale, by three rules. Before the writer commits, it takes out what it has touched. While it commits, nothing of what
/// it touched is put in. And what a reader found is put in only if no commit came between its question and its answer.
final class LookupCache: Sendable {
    /// A sign-in and when it ends.
    struct Principal: Sendable {
        let staff: Staff
        let expiresAt: Timestamp
    }

    private struct State {
        var versions: [UUID: Timestamp] = [:]
        var principals: [[UInt8]: Principal] = [:]
        /// Counts the commits.
        var epoch = 0
        /// What the commit under way has touched.
        var committing: WriteSet?
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

    func willCommit(_ touched: WriteSet) {
        state.withLock { state in
            state.committing = touched
            if touched.hasEverything { state.versions.removeAll() }
            for id in touched.jobs.keys { state.versions[id] = nil }
            if touched.hasSignIns { state.principals.removeAll() }
        }
    }

    func didCommit(_ touched: WriteSet) {
        state.withLock { state in
            state.committing = nil
            state.epoch += 1
            guard state.versions.count + touched.jobs.count < Self.maximumVersions else { return }
            for (id, version) in touched.jobs { state.versions[id] = version }
        }
    }

    /// After a commit that failed: nothing is known.
    func forgetEverything() {
        state.withLock { state in
            state.committing = nil
            state.epoch += 1
            state.versions.removeAll()
            state.principals.removeAll()
        }
    }

    /// What a transaction has touched of all this.
    struct WriteSet: Sendable {
        /// The jobs with their new versions; nil for one that cannot be found any more.
        var jobs: [UUID: Timestamp?] = [:]
        var hasSignIns = false
        var hasEverything = false

        func includes(_ id: UUID) -> Bool { hasEverything || jobs[id] != nil }
    }
}

/// Gathers what a transaction touches, on the one thread that runs it.
final class WriteSetRecorder {
    struct Record {
        var touched = LookupCache.WriteSet()
        /// What everybody is to be told of, in order.
        var publications: [Publication] = []
    }

    var record = Record()
}
