/// A verdict and the steps that led to it.
public struct Evaluation: Sendable, Hashable {
    /// What to do.
    public let verdict: Verdict
    /// The decisions in order.
    public let steps: Steps
}
