public import Foundation

extension DemoWorkshop {
    /// Someone who works in the demo workshop.
    public struct Staff: Sendable, Equatable, Identifiable {
        /// What a person may do.
        public enum Role: String, Sendable, CaseIterable {
            case admin, office, workshop
        }

        /// A version 7 UUID, the same in every demo.
        public let id: UUID
        /// The full name.
        public let name: String
        /// The address to sign in with.
        public let email: String
        /// What this person may do.
        public let role: Role
        /// What an hour costs the workshop, in hundredths of the currency.
        public let hourlyCostCents: Int
        /// What an hour is charged at by default, in hundredths of the currency.
        public let hourlyRateCents: Int
    }
}
