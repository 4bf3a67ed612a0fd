public import Foundation

extension DemoWorkshop {
    /// A piece of work.
    public struct Job: Sendable, Equatable, Identifiable {
        /// Where a job stands; raw values are the contract's.
        public enum Status: String, Sendable, CaseIterable {
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
        public enum PricingMethodology: String, Sendable, CaseIterable {
            case timeMaterials = "time_materials"
            case fixedPrice = "fixed_price"
        }

        /// What matters most to the client.
        public enum SpeedQualityTradeoff: String, Sendable, CaseIterable {
            case faster, balanced, quality
        }

        /// A version 7 UUID, the same in every demo.
        public let id: UUID
        /// The number on the job tag, from 24001 up in order of creation.
        public let number: Int
        /// What is made, in a line.
        public let name: String
        /// What was asked for; sometimes several paragraphs, separated by empty lines.
        public let description: String
        /// Where the job stands.
        public let status: Status
        /// Who it is for.
        public let clientID: UUID
        /// Whom to talk to, always one of the client's contacts; sometimes unknown.
        public let contactID: UUID?
        /// The client's own order number; empty where there is none.
        public let orderNumber: String
        /// The day it is promised for, `YYYY-MM-DD`.
        public let deliveryDate: String?
        /// The shop's own notes; sometimes empty, sometimes pages.
        public let notes: String
        /// How the work is charged.
        public let pricingMethodology: PricingMethodology
        /// What a job charged by the hour may cost at most, in hundredths of the currency.
        public let priceCapCents: Int?
        /// What an hour on this job is charged at, in hundredths of the currency.
        public let chargeOutRateCents: Int
        /// What matters most to the client.
        public let speedQualityTradeoff: SpeedQualityTradeoff
        /// When the quote was accepted; the time of the `quote_accepted` event.
        public let quoteAcceptanceDate: Date?
        /// When the work was finished.
        public let completedAt: Date?
        /// Whether the client has paid; only where fully invoiced.
        public let paid: Bool
        /// Whether the work has left the shop; only where completed.
        public let collected: Bool
        /// Whether all of it is invoiced; only where completed.
        public let fullyInvoiced: Bool
        /// Whether the client turned the quote down; only on archived jobs.
        public let rejectedFlag: Bool
        /// The order within the column of the status, from 1.
        public let priority: Int
        /// Who works on it.
        public let assignedTo: [UUID]
        /// Who opened it.
        public let createdBy: UUID
        /// When it was opened; the time of its first event.
        public let createdAt: Date
        /// What happened, oldest first, at strictly increasing times.
        public let events: [Event]
        /// What the office reckoned.
        public let estimate: [Line]
        /// What the client was offered; empty where nothing was quoted.
        public let quote: [Line]
        /// What was really used.
        public let actual: [Line]
    }
}
