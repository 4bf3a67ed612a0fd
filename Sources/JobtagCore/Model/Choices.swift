/// The status of a job.
package enum JobStatus: String, CaseIterable, Sendable {
    case draft
    case awaitingApproval = "awaiting_approval"
    case approved
    case inProgress = "in_progress"
    case unusual
    case recentlyCompleted = "recently_completed"
    case special
    case archived

    /// The name shown on the board.
    package var label: String {
        switch self {
        case .draft: "Draft"
        case .awaitingApproval: "Awaiting approval"
        case .approved: "Approved"
        case .inProgress: "In progress"
        case .unusual: "Unusual"
        case .recentlyCompleted: "Recently completed"
        case .special: "Special"
        case .archived: "Archived"
        }
    }

    /// Whether the work itself is finished.
    package var isComplete: Bool { self == .recentlyCompleted || self == .archived }
}

package enum PricingMethodology: String, CaseIterable, Sendable {
    case timeAndMaterials = "time_materials"
    case fixedPrice = "fixed_price"
}

/// What matters more to the client of this job.
package enum SpeedQualityTradeoff: String, CaseIterable, Sendable {
    case faster, balanced, quality
}

/// What a member of staff is allowed to do.
package enum Role: String, CaseIterable, Sendable {
    /// Everything, including staff.
    case admin
    /// All jobs and clients.
    case office
    /// Reads everything except staff; adds events and their own time.
    case workshop
}
