import Foundation
import JobtagCore
import Testing

@testable import JobtagServer

@Suite struct MergeBudgetTests {
    private let clock = TestClock()
    private let one = UUID()
    private let other = UUID()

    private func budget() -> MergeBudget { MergeBudget(uptime: { [clock] in clock.now }, work: { [clock] in clock.now }) }

    /// Merges for so long, and tells with how much budget.
    private func merge(_ budget: MergeBudget, _ person: UUID?, for time: Duration = .zero) -> Bool {
        budget.run(for: person) {
            clock.advance(time)
            return StepBudget.standard.steps == StepBudget.whole.steps
        }
    }

    @Test func `After one second of merging in ten, a person gets merges with little effort, and no one else does`() {
        let budget = budget()
        #expect(merge(budget, one, for: .milliseconds(600)))
        #expect(merge(budget, one, for: .milliseconds(600)))
        #expect(!merge(budget, one))
        #expect(merge(budget, other))
        clock.advance(.milliseconds(8799))
        #expect(!merge(budget, one))
        clock.advance(.milliseconds(1))
        #expect(merge(budget, one))
    }

    @Test func `One person has one merge at a time`() {
        let budget = budget()
        budget.run(for: one) {
            #expect(!merge(budget, one))
            #expect(merge(budget, other))
        }
        #expect(merge(budget, one))
    }

    @Test func `Short texts merge with little effort as usual, and long, very different ones are a conflict with a note`() {
        let base = "Cut the red sheet first.\nRing before delivery."
        let (yours, theirs) = (base.replacing("red", with: "blue"), base.replacing("delivery", with: "noon"))
        var random = SystemRandomNumberGenerator()
        func words() -> String { (0..<40_000).map { _ in Bool.random(using: &random) ? "a" : "b" }.joined(separator: " ") }
        StepBudget.$standard.withValue(.small) {
            #expect(
                ThreeWayMerge.text(base: base, yours: yours, theirs: theirs) == .merged(yours.replacing("delivery", with: "noon")))
            guard case .conflict(let note?) = ThreeWayMerge.text(base: words(), yours: words(), theirs: words()) else {
                Issue.record("such texts must not merge")
                return
            }
            #expect(note.contains("too long"))
        }
    }
}
