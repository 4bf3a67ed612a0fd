public import Foundation

extension DemoWorkshop {
    /// Something that happened on a job.
    public struct Event: Sendable, Equatable {
        /// When, to the minute.
        public let at: Date
        /// Who wrote it down.
        public let by: UUID
        /// `created`, `status`, `note`, `quote_sent`, `quote_accepted`, `quote_rejected`, `delivery` or `invoice`.
        public let kind: String
        /// What happened, in someone's words.
        public let description: String
    }
}
