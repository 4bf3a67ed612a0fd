/// A verdict and how it was reached.
public struct Evaluation: Sendable, Hashable {
    /// What to do.
    public let verdict: Verdict
    /// The decisions taken, in order.
    public let steps: Steps
}
