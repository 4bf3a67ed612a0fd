/// The remaining work of a comparison, so that no pair of texts can block the server.
///
/// The unit is one step of the search: visiting one diagonal, or comparing one pair of elements. Whatever has not been searched
/// when the effort runs out counts as completely replaced.
package struct StepBudget: Sendable {
    package private(set) var steps: Int
    /// Longer texts are not compared at all: reading them would already take more than that.
    let maximumBytes: Int

    init(steps: Int, maximumBytes: Int = .max) { (self.steps, self.maximumBytes) = (steps, maximumBytes) }

    /// About a fifth of a second. Texts of 100 kB with one changed word per line need less than a tenth of it.
    package static let whole = StepBudget(steps: 1 << 24)
    /// About a millisecond: enough for ordinary texts, but not for texts designed to be slow.
    package static let small = StepBudget(steps: 1 << 16, maximumBytes: 32 << 10)

    /// The default effort of one comparison. It is task-local, since comparisons are deep in the call stack.
    @TaskLocal package static var standard = whole

    var isExhausted: Bool { steps < 0 }

    mutating func spend(_ count: Int) { steps -= count }
}
