extension Job: MergeableRecord {
    /// Description and notes merge by their words; who is assigned merges as a set.
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

    /// A contact belongs to one client, so a job with the one person's client and the other's contact would be refused.
    package static var fieldDependencies: [FieldDependency<Field>] {
        [
            FieldDependency(
                .contactID, on: .clientID,
                because: "One of you changed the client and the other the contact. A contact belongs to one client: choose both."
            )
        ]
    }
}
