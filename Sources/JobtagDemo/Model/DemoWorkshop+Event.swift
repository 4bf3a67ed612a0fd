package import Foundation

extension DemoWorkshop {
    /// Something that happened on a job.
    package struct Event: Sendable, Equatable {
        /// When, to the minute.
        package let at: Date
        /// Who wrote it down.
        package let by: UUID
        /// `created`, `status`, `note`, `quote_sent`, `quote_accepted`, `quote_rejected`, `delivery` or `invoice`.
        package let kind: String
        /// What happened, in someone's words.
        package let description: String
    }
}
