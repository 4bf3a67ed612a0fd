/// How much searching a comparison may still do, so that no pair of texts can hold a server up.
///
/// The unit is one step of the search: one diagonal looked at, or one pair of elements compared. Whatever is still unsearched
/// when it runs out counts as wholly replaced.
struct Effort: Sendable {
    private(set) var steps: Int

    init(steps: Int) { self.steps = steps }

    /// About a fifth of a second. Texts of 100 kB with a word changed in every line need less than a tenth of it.
    static let standard = Effort(steps: 1 << 24)

    var isExhausted: Bool { steps < 0 }

    mutating func spend(_ count: Int) { steps -= count }
}
