extension Job: MergeableRecord {
    /// Description and notes merge by words; the assignment merges as a set.
    package static func mergeRule(for field: Field) -> MergeRule {
        switch field {
        case .description, .notes: .prose
        case .name, .orderNumber: .line
        case .assignedTo: .members
        case .status, .clientID, .contactID, .deliveryDate, .pricingMethodology, .priceCap, .chargeOutRate, .speedQualityTradeoff,
            .paid, .collected, .fullyInvoiced, .rejectedFlag, .priority:
            .choice
        }
    }

    /// A contact belongs to one client, so a job with one side's client and the other side's contact would be rejected.
    package static var fieldDependencies: [FieldDependency<Field>] {
        [
            FieldDependency(
                .contactID, on: .clientID,
                because: "One of you changed the client and the other the contact. A contact belongs to one client: choose both."
            )
        ]
    }
}
