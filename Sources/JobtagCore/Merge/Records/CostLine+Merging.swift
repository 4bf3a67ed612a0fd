extension CostLine: MergeableRecord {
    /// A line has amounts and a short text, so a person chooses what both changed.
    package static func mergeRule(for field: Field) -> MergeRule { field == .description ? .line : .choice }
}
