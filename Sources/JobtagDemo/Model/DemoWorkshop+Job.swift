package import Foundation

extension DemoWorkshop {
    /// A piece of work.
    package struct Job: Sendable, Equatable, Identifiable {
        /// Where a job stands; raw values are the contract's.
        package enum Status: String, Sendable, CaseIterable {
            case draft
            case awaitingApproval = "awaiting_approval"
            case approved
            case inProgress = "in_progress"
            case unusual
            case recentlyCompleted = "recently_completed"
            case special
            case archived
        }

        /// How the work is charged; raw values are the contract's.
        package enum PricingMethodology: String, Sendable, CaseIterable {
            case timeMaterials = "time_materials"
            case fixedPrice = "fixed_price"
        }

        /// What matters most to the client.
        package enum SpeedQualityTradeoff: String, Sendable, CaseIterable {
            case faster, balanced, quality
        }

        /// A version 7 UUID, the same in every demo.
        package let id: UUID
        /// The number on the job tag, from 24001 up in order of creation.
        package let number: Int
        /// What is made, in a line.
        package let name: String
        /// What was asked for; sometimes several paragraphs, separated by empty lines.
        package let description: String
        /// Where the job stands.
        package let status: Status
        /// Who it is for.
        package let clientID: UUID
        /// Whom to talk to, always one of the client's contacts; sometimes unknown.
        package let contactID: UUID?
        /// The client's own order number; empty where there is none.
        package let orderNumber: String
        /// The day it is promised for, `YYYY-MM-DD`.
        package let deliveryDate: String?
        /// The shop's own notes; sometimes empty, sometimes pages.
        package let notes: String
        /// How the work is charged.
        package let pricingMethodology: PricingMethodology
        /// What a job charged by the hour may cost at most, in hundredths of the currency.
        package let priceCapCents: Int?
        /// What an hour on this job is charged at, in hundredths of the currency.
        package let chargeOutRateCents: Int
        /// What matters most to the client.
        package let speedQualityTradeoff: SpeedQualityTradeoff
        /// When the quote was accepted; the time of the `quote_accepted` event.
        package let quoteAcceptanceDate: Date?
        /// When the work was finished.
        package let completedAt: Date?
        /// Whether the client has paid; only where fully invoiced.
        package let paid: Bool
        /// Whether the work has left the shop; only where completed.
        package let collected: Bool
        /// Whether all of it is invoiced; only where completed.
        package let fullyInvoiced: Bool
        /// Whether the client turned the quote down; only on archived jobs.
        package let rejectedFlag: Bool
        /// The order within the column of the status, from 1.
        package let priority: Int
        /// Who works on it.
        package let assignedTo: [UUID]
        /// Who opened it.
        package let createdBy: UUID
        /// When it was opened; the time of its first event.
        package let createdAt: Date
        /// What happened, oldest first, at strictly increasing times.
        package let events: [Event]
        /// What the office reckoned.
        package let estimate: [Line]
        /// What the client was offered; empty where nothing was quoted.
        package let quote: [Line]
        /// What was really used.
        package let actual: [Line]
    }
}
