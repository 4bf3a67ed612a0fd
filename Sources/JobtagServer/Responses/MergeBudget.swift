import Foundation
import JobtagCore
import Synchronization

/// Shares the time for merging among people: texts can be made so that merging them takes long, and one person's must not keep everybody
/// else's conflicts waiting.
///
/// Each person has a second of every ten, and one merge at a time. What comes beyond that is merged with little budget: short texts as ever, and
/// long ones that differ much are a conflict of the whole field at once, with its note.
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

    /// How long this thread has worked so far: on a busy machine it waits as well, and that is nobody's use.
    private let work: @Sendable () -> Duration

    init(uptime: @escaping @Sendable () -> Duration, work: (@Sendable () -> Duration)? = nil) {
        (self.uptime, self.work) = (uptime, work ?? { .processorTimeOfThread })
    }

    /// Runs what may merge, with as much effort as the person has left.
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
