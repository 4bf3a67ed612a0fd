public import Foundation

/// The three sets of costs a job has.
public enum CostKind: String, CaseIterable, Sendable {
    case estimate, quote, actual
}

/// Which revision of each cost set is in force.
public struct CostRevisions: Hashable, Sendable {
    public var estimate: Int64 = 1
    public var quote: Int64 = 1
    public var actual: Int64 = 1

    public init(estimate: Int64 = 1, quote: Int64 = 1, actual: Int64 = 1) {
        (self.estimate, self.quote, self.actual) = (estimate, quote, actual)
    }

    public subscript(kind: CostKind) -> Int64 {
        switch kind {
        case .estimate: estimate
        case .quote: quote
        case .actual: actual
        }
    }
}

/// One line of a cost set.
public struct CostLine: Hashable, Sendable {
    public enum Kind: String, CaseIterable, Sendable {
        case time, material, adjustment
    }

    public let id: UUID
    public var kind: Kind
    public var description: String
    /// Hours for time; whatever the description says for material.
    public var quantity: Quantity
    /// What one costs the workshop.
    public var unitCost: Amount
    /// What the client is charged for one.
    public var unitRevenue: Amount
    /// Who entered it.
    public let createdBy: UUID?

    public init(
        id: UUID, kind: Kind, description: String, quantity: Quantity, unitCost: Amount, unitRevenue: Amount, createdBy: UUID?
    ) {
        (self.id, self.kind, self.description, self.quantity) = (id, kind, description, quantity)
        (self.unitCost, self.unitRevenue, self.createdBy) = (unitCost, unitRevenue, createdBy)
    }

    public var cost: Amount { quantity * unitCost }
    public var revenue: Amount { quantity * unitRevenue }

    /// The most lines one revision of a set can have; with the limits on amounts it keeps every total exact.
    public static let maximumPerSet = 1000
}

/// One revision of a cost set with its lines in order.
public struct CostSet: Hashable, Sendable {
    public let kind: CostKind
    public let revision: Int64
    public let lines: [CostLine]

    public init(kind: CostKind, revision: Int64, lines: [CostLine]) {
        (self.kind, self.revision, self.lines) = (kind, revision, lines)
    }

    public var totals: Totals {
        lines.reduce(into: Totals()) { totals, line in
            totals.cost = totals.cost + line.cost
            totals.revenue = totals.revenue + line.revenue
            if line.kind == .time { totals.hours = totals.hours + line.quantity }
        }
    }

    public struct Totals: Hashable, Sendable {
        public var cost = Amount.zero
        public var revenue = Amount.zero
        public var hours = Quantity.zero
        /// Revenue less cost.
        public var margin: Amount { revenue - cost }

        public init() {}
    }
}
