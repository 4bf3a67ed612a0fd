/// The steps of one evaluation, in order. At most eight, stored in one word: recording them allocates no memory.
public struct Steps: RandomAccessCollection, Hashable, Sendable {
    private var packed: UInt64 = 0

    /// The number of steps.
    public private(set) var count = 0

    /// No steps yet.
    public init() {}

    /// Always 0.
    public var startIndex: Int { 0 }
    /// The same as ``count``.
    public var endIndex: Int { count }

    /// The step at a position.
    ///
    /// - Parameter position: From 0.
    public subscript(position: Int) -> Step {
        precondition(position >= 0 && position < count, "no step \(position)")
        guard let step = Step(rawValue: UInt8(truncatingIfNeeded: packed >> (position * 8))) else {
            preconditionFailure("only steps are stored")
        }
        return step
    }

    mutating func append(_ step: Step) {
        precondition(count < 8, "an evaluation takes fewer steps")
        packed |= UInt64(step.rawValue) << (count * 8)
        count += 1
    }
}

extension Steps: ExpressibleByArrayLiteral {
    /// Creates steps to compare with.
    ///
    /// - Parameter elements: At most eight.
    public init(arrayLiteral elements: Step...) {
        for step in elements { append(step) }
    }
}

extension Steps: CustomStringConvertible {
    /// The names of the steps, joined by arrows, for a log line.
    public var description: String { map { "\($0)" }.joined(separator: " → ") }
}
