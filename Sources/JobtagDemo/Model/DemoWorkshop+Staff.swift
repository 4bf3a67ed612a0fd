package import Foundation

extension DemoWorkshop {
    /// Someone who works in the demo workshop.
    package struct Staff: Sendable, Equatable, Identifiable {
        /// What a person may do.
        package enum Role: String, Sendable, CaseIterable {
            case admin, office, workshop
        }

        /// A version 7 UUID, the same in every demo.
        package let id: UUID
        /// The full name.
        package let name: String
        /// The address to sign in with.
        package let email: String
        /// What this person may do.
        package let role: Role
        /// What an hour costs the workshop, in hundredths of the currency.
        package let hourlyCostCents: Int
        /// What an hour is charged at by default, in hundredths of the currency.
        package let hourlyRateCents: Int
    }
}
