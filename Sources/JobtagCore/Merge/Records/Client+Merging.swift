extension Client: MergeableRecord {
    /// Address and notes merge by words.
    package static func mergeRule(for field: Field) -> MergeRule {
        switch field {
        case .name: .line
        case .address, .notes: .prose
        case .email, .phone: .choice
        }
    }
}

extension Contact: MergeableRecord {
    package static func mergeRule(for field: Field) -> MergeRule {
        switch field {
        case .name, .position: .line
        case .email, .phone: .choice
        }
    }
}

extension Staff: MergeableRecord {
    package static func mergeRule(for field: Field) -> MergeRule {
        switch field {
        case .name: .line
        case .email, .role, .isActive: .choice
        }
    }
}
