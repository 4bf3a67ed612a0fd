package import Foundation

extension DemoWorkshop {
    /// A line of an estimate, a quote or the actual costs.
    package struct Line: Sendable, Equatable {
        /// What is counted; raw values are the contract's.
        package enum Kind: String, Sendable, CaseIterable {
            case time, material, adjustment
        }

        /// What is counted.
        package let kind: Kind
        /// What it is.
        package let description: String
        /// Hours, metres or pieces, in thousandths.
        package let quantityThousandths: Int
        /// What one costs the workshop, in hundredths of the currency.
        package let unitCostCents: Int
        /// What one is charged at, in hundredths of the currency; negative on a discount.
        package let unitRevCents: Int
        /// Whose time it was, on the time lines of actual costs.
        package let staffID: UUID?

        /// Quantity times unit cost, in hundredths of the currency, rounded half up.
        package var costCents: Int { Self.amount(quantityThousandths, unitCostCents) }

        /// Quantity times unit revenue, in hundredths of the currency, rounded half up.
        package var revenueCents: Int { Self.amount(quantityThousandths, unitRevCents) }

        private static func amount(_ thousandths: Int, _ unitCents: Int) -> Int {
            Int((Double(thousandths * unitCents) / 1000).rounded(.toNearestOrAwayFromZero))
        }
    }
}
