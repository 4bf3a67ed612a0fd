public import Foundation

extension DemoWorkshop {
    /// A line of an estimate, a quote or the actual costs.
    public struct Line: Sendable, Equatable {
        /// What is counted; raw values are the contract's.
        public enum Kind: String, Sendable, CaseIterable {
            case time, material, adjustment
        }

        /// What is counted.
        public let kind: Kind
        /// What it is.
        public let description: String
        /// Hours, metres or pieces, in thousandths.
        public let quantityThousandths: Int
        /// What one costs the workshop, in hundredths of the currency.
        public let unitCostCents: Int
        /// What one is charged at, in hundredths of the currency; negative on a discount.
        public let unitRevCents: Int
        /// Whose time it was, on the time lines of actual costs.
        public let staffID: UUID?

        /// Quantity times unit cost, in hundredths of the currency, rounded half up.
        public var costCents: Int { Self.amount(quantityThousandths, unitCostCents) }

        /// Quantity times unit revenue, in hundredths of the currency, rounded half up.
        public var revenueCents: Int { Self.amount(quantityThousandths, unitRevCents) }

        private static func amount(_ thousandths: Int, _ unitCents: Int) -> Int {
            Int((Double(thousandths * unitCents) / 1000).rounded(.toNearestOrAwayFromZero))
        }
    }
}
