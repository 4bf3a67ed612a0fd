package import Foundation

/// The three cost sets of a job.
package enum CostKind: String, CaseIterable, Sendable {
    case estimate, quote, actual

    /// The cost set's name in a sentence.
    package var label: String { self == .actual ? "actual costs" : rawValue }
}

/// The current revision of each cost set.
package struct CostRevisions: Hashable, Sendable {
    package var estimate: Int64 = 1
    package var quote: Int64 = 1
    package var actual: Int64 = 1

    package init(estimate: Int64 = 1, quote: Int64 = 1, actual: Int64 = 1) {
        (self.estimate, self.quote, self.actual) = (estimate, quote, actual)
    }

    package subscript(kind: CostKind) -> Int64 {
        switch kind {
        case .estimate: estimate
        case .quote: quote
        case .actual: actual
        }
    }
}

/// One line of a cost set.
package struct CostLine: Hashable, Sendable {
    package enum Kind: String, CaseIterable, Sendable {
        case time, material, adjustment
    }

    package let id: UUID
    package var kind: Kind
    package var description: String
    /// Hours for time; for material, a quantity in the unit of the description.
    package var quantity: Quantity
    /// The workshop's cost per unit.
    package var unitCost: Amount
    /// The price per unit charged to the client.
    package var unitRevenue: Amount
    /// The id of the person who entered it.
    package let createdBy: UUID?

    package init(
        id: UUID, kind: Kind, description: String, quantity: Quantity, unitCost: Amount, unitRevenue: Amount, createdBy: UUID?
    ) {
        (self.id, self.kind, self.description, self.quantity) = (id, kind, description, quantity)
        (self.unitCost, self.unitRevenue, self.createdBy) = (unitCost, unitRevenue, createdBy)
    }

    package var cost: Amount { quantity * unitCost }
    package var revenue: Amount { quantity * unitRevenue }

    /// The maximum number of lines in one revision of a set; with the limits on amounts, it keeps every total exact.
    package static let maximumPerSet = 1000
}

/// One revision of a cost set, with its lines in order.
package struct CostSet: Hashable, Sendable {
    package let kind: CostKind
    package let revision: Int64
    package let lines: [CostLine]

    package init(kind: CostKind, revision: Int64, lines: [CostLine]) {
        (self.kind, self.revision, self.lines) = (kind, revision, lines)
    }

    package var totals: Totals {
        lines.reduce(into: Totals()) { totals, line in
            totals.cost = totals.cost + line.cost
            totals.revenue = totals.revenue + line.revenue
            if line.kind == .time { totals.hours = totals.hours + line.quantity }
        }
    }

    package struct Totals: Hashable, Sendable {
        package var cost = Amount.zero
        package var revenue = Amount.zero
        package var hours = Quantity.zero
        /// Revenue minus cost.
        package var margin: Amount { revenue - cost }

        package init() {}
    }
}
