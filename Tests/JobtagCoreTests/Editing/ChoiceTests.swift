import JobtagCore
import Testing

@Suite("A choice")
struct ChoiceTests {
    @Test("has the values of the contract")
    func words() {
        #expect(
            JobStatus.allCases.map(\.rawValue) == [
                "draft", "awaiting_approval", "approved", "in_progress", "unusual", "recently_completed", "special", "archived",
            ])
        #expect(Role.allCases.map(\.rawValue) == ["admin", "office", "workshop"])
        #expect(CostKind.allCases.map(\.rawValue) == ["estimate", "quote", "actual"])
        #expect(CostLine.Kind.allCases.map(\.rawValue) == ["time", "material", "adjustment"])
        #expect(PricingMethodology.allCases.map(\.rawValue) == ["time_materials", "fixed_price"])
        #expect(SpeedQualityTradeoff.allCases.map(\.rawValue) == ["faster", "balanced", "quality"])
    }

    @Test("of a status has a label in sentence case", arguments: JobStatus.allCases)
    func labels(status: JobStatus) {
        #expect(status.label.lowercased() == status.rawValue.replacing("_", with: " "))
        #expect(status.label.first?.isUppercase == true)
    }

    @Test("of a status shows whether the work is finished", arguments: JobStatus.allCases)
    func completion(status: JobStatus) {
        #expect(status.isComplete == [JobStatus.recentlyCompleted, .archived].contains(status))
    }

    @Test("of a cost set selects its own revision", arguments: [(.estimate, 2), (.quote, 3), (.actual, 5)] as [(CostKind, Int64)])
    func revisions(kind: CostKind, revision: Int64) {
        #expect(CostRevisions()[kind] == 1)
        #expect(CostRevisions(estimate: 2, quote: 3, actual: 5)[kind] == revision)
    }
}
