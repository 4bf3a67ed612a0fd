/// What becomes of a field that two people changed differently.
package enum MergeRule: Hashable, Sendable {
    /// A person chooses one value or the other: choices, dates, amounts.
    case choice
    /// The same, and as it is a short text the difference is shown too.
    case line
    /// The texts are merged (`ThreeWayMerge`).
    case prose
    /// What each side added is added and what each side removed is removed. The order has no meaning: it is theirs, then what you
    /// added in your order. Additions and removals of two sides cannot clash, so this merges always.
    case members
}
