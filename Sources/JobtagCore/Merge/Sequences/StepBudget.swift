/// How much searching a comparison may still do, so that no pair of texts can hold a server up.
///
/// The unit is one step of the search: one diagonal looked at, or one pair of elements compared. Whatever is still unsearched
/// when it runs out counts as wholly replaced.
package struct StepBudget: Sendable {
    package private(set) var steps: Int
    /// Texts that are longer together are not compared at all: only to read them would take more than that.
    let maximumBytes: Int

    init(steps: Int, maximumBytes: Int = .max) { (self.steps, self.maximumBytes) = (steps, maximumBytes) }

    /// About a fifth of a second. Texts of 100 kB with a word changed in every line need less than a tenth of it.
    package static let whole = StepBudget(steps: 1 << 24)
    /// About a millisecond: enough for what people write, and for no texts that were made to take long.
    package static let small = StepBudget(steps: 1 << 16, maximumBytes: 32 << 10)

    /// What one comparison may take where nothing else is said: the task says how much, since what it compares lies deep in what it does.
    @TaskLocal package static var standard = whole

    var isExhausted: Bool { steps < 0 }

    mutating func spend(_ count: Int) { steps -= count }
}
