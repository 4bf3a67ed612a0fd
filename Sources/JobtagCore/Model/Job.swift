public import Foundation

/// A piece of work, from the first call to the paid invoice.
public struct Job: Hashable, Sendable {
    /// The client as the job shows it.
    public struct ClientSummary: Hashable, Sendable {
        public let id: UUID
        public let name: String

        public init(id: UUID, name: String) { (self.id, self.name) = (id, name) }
    }

    /// The contact as the job shows it.
    public struct ContactSummary: Hashable, Sendable {
        public let id: UUID
        public let name: String
        public let email: String?
        public let phone: String?

        public init(id: UUID, name: String, email: String?, phone: String?) {
            (self.id, self.name, self.email, self.phone) = (id, name, email, phone)
        }
    }

    public let id: UUID
    public internal(set) var number: Int64
    public var name: String
    public var description = ""
    public var status = JobStatus.draft
    public var clientID: UUID?
    public var client: ClientSummary?
    public var contactID: UUID?
    public var contact: ContactSummary?
    /// The client's own order number.
    public var orderNumber: String?
    public var deliveryDate: CalendarDate?
    public var notes = ""
    public var pricingMethodology = PricingMethodology.timeAndMaterials
    public var priceCap: Amount?
    /// Money per hour.
    public var chargeOutRate: Amount?
    public var speedQualityTradeoff = SpeedQualityTradeoff.balanced
    public var quoteAcceptedAt: Timestamp?
    public var completedAt: Timestamp?
    public var isPaid = false
    public var isCollected = false
    public var isFullyInvoiced = false
    public var isRejected = false
    /// The order within a status: higher comes first.
    public var priority: Int64 = 0
    public var assignedTo: [UUID] = []
    /// The revisions of its cost sets that are in force, 1 or more.
    public var revisions = CostRevisions()
    public let createdBy: UUID?
    public let createdAt: Timestamp
    public var updatedAt: Timestamp
    /// When it was deleted; it can be restored for 30 days.
    public var deletedAt: Timestamp?

    public init(id: UUID, number: Int64, name: String, createdBy: UUID?, createdAt: Timestamp, updatedAt: Timestamp) {
        (self.id, self.number, self.name, self.createdBy) = (id, number, name, createdBy)
        (self.createdAt, self.updatedAt) = (createdAt, updatedAt)
    }

    public var version: Version { Version(id: id, updatedAt: updatedAt) }

    /// Days a deleted job can be brought back.
    public static let daysRecoverable = 30
}
