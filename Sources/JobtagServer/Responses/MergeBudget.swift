import Foundation
import JobtagCore
import Synchronization

/// Shares the time for merging among people: texts can be designed to merge slowly, and one person's must not delay other people's
/// conflicts.
///
/// Each person has one second in ten, and one merge at a time. Beyond that, merges use little budget: short texts merge as usual, and
/// long, very different ones are immediately a conflict of the whole field, with a note.
final class MergeBudget: Sendable {
    private struct Use {
        var isMerging = false
        var since: Duration
        var spent = Duration.zero
    }

    private let uses = Mutex<[UUID: Use]>([:])
    private let uptime: @Sendable () -> Duration
    private static let window = Duration.seconds(10)
    private static let share = Duration.seconds(1)

    /// The processor time of this thread: on a busy machine it also waits, which does not count.
    private let work: @Sendable () -> Duration

    init(uptime: @escaping @Sendable () -> Duration, work: (@Sendable () -> Duration)? = nil) {
        (self.uptime, self.work) = (uptime, work ?? { .processorTimeOfThread })
    }

    /// Runs code that may merge, with the person's remaining effort.
    func run<Result>(for person: UUID?, _ merge: () throws -> Result) rethrows -> Result {
        guard let person else { return try StepBudget.$standard.withValue(.small) { try merge() } }
        let start = uptime()
        let isWhole = uses.withLock { uses in
            uses = uses.filter { $0.value.isMerging || start - $0.value.since < Self.window }
            var use = uses[person] ?? Use(since: start)
            if start - use.since >= Self.window { (use.since, use.spent) = (start, .zero) }
            guard !use.isMerging, use.spent < Self.share else { return false }
            use.isMerging = true
            uses[person] = use
            return true
        }
        guard isWhole else { return try StepBudget.$standard.withValue(.small) { try merge() } }
        let workBefore = work()
        defer {
            let spent = work() - workBefore
            uses.withLock { uses in
                uses[person]?.isMerging = false
                uses[person]?.spent += spent
            }
        }
        return try merge()
    }
}
