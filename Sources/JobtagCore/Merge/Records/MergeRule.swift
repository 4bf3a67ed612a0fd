/// How a field merges that two people changed differently.
package enum MergeRule: Hashable, Sendable {
    /// A person chooses one of the values: choices, dates, amounts.
    case choice
    /// The same, and the difference is shown, since it is a short text.
    case line
    /// The texts are merged (`ThreeWayMerge`).
    case prose
    /// Additions and removals of both sides are applied. The order has no meaning: theirs, then your additions in your order.
    /// Additions and removals cannot conflict, so this always merges.
    case members
}
