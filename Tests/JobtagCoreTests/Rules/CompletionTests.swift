import Testing

@testable import JobtagCore

@Suite("The completion time")
struct CompletionTests {
    private static let then = Sample.then
    private static let now = Sample.later

    @Test(
        "follows the status",
        arguments: [
            (.draft, .recentlyCompleted, nil, now), (.inProgress, .recentlyCompleted, nil, now), (.approved, .archived, nil, now),
            (.recentlyCompleted, .archived, then, then), (.archived, .recentlyCompleted, then, then),
            (.recentlyCompleted, .archived, nil, now),
            (.recentlyCompleted, .inProgress, then, nil), (.archived, .draft, then, nil), (.archived, .special, then, nil),
            (.draft, .approved, nil, nil), (.draft, .awaitingApproval, nil, nil), (.inProgress, .unusual, nil, nil),
            (.special, .inProgress, then, nil),
            (.draft, .draft, nil, nil), (.recentlyCompleted, .recentlyCompleted, then, then), (.archived, .archived, nil, nil),
            (.draft, .draft, then, then),
        ] as [(JobStatus, JobStatus, Timestamp?, Timestamp?)]
    )
    func followsStatus(from: JobStatus, to: JobStatus, before: Timestamp?, after: Timestamp?) {
        let original = Sample.job {
            $0.status = from
            $0.completedAt = before
        }
        var job = original
        job.status = to
        JobRules.followStatus(&job, from: original, at: Self.now)
        #expect(job.completedAt == after)
        #expect(job.fields(changedFrom: original) == (from == to ? [] : [.status]))
    }

    @Test("is set exactly in the finished states, from any state", arguments: JobStatus.allCases, JobStatus.allCases)
    func allMoves(from: JobStatus, to: JobStatus) {
        guard from != to else { return }
        let original = Sample.job {
            $0.status = from
            $0.completedAt = from.isComplete ? Self.then : nil
        }
        var job = original
        job.status = to
        JobRules.followStatus(&job, from: original, at: Self.now)
        #expect(job.completedAt == (to.isComplete ? (from.isComplete ? Self.then : Self.now) : nil))
    }
}
