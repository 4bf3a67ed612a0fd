package import Foundation

/// A piece of work, from the first enquiry to the paid invoice.
package struct Job: Hashable, Sendable {
    /// The client as part of the job.
    package struct ClientSummary: Hashable, Sendable {
        package let id: UUID
        package let name: String

        package init(id: UUID, name: String) { (self.id, self.name) = (id, name) }
    }

    /// The contact as part of the job.
    package struct ContactSummary: Hashable, Sendable {
        package let id: UUID
        package let name: String
        package let email: String?
        package let phone: String?

        package init(id: UUID, name: String, email: String?, phone: String?) {
            (self.id, self.name, self.email, self.phone) = (id, name, email, phone)
        }
    }

    package let id: UUID
    package internal(set) var number: Int64
    package var name: String
    package var description = ""
    package var status = JobStatus.draft
    package var clientID: UUID?
    package var client: ClientSummary?
    package var contactID: UUID?
    package var contact: ContactSummary?
    /// The client's own order number.
    package var orderNumber: String?
    package var deliveryDate: CalendarDate?
    package var notes = ""
    package var pricingMethodology = PricingMethodology.timeAndMaterials
    package var priceCap: Amount?
    /// Money per hour.
    package var chargeOutRate: Amount?
    package var speedQualityTradeoff = SpeedQualityTradeoff.balanced
    package var quoteAcceptedAt: Timestamp?
    package var completedAt: Timestamp?
    package var isPaid = false
    package var isCollected = false
    package var isFullyInvoiced = false
    package var isRejected = false
    /// The order within a status: higher comes first.
    package var priority: Int64 = 0
    package var assignedTo: [UUID] = []
    /// The current revisions of its cost sets, 1 or more.
    package var revisions = CostRevisions()
    package let createdBy: UUID?
    package let createdAt: Timestamp
    package var updatedAt: Timestamp
    /// When it was deleted; it can be restored for 30 days.
    package var deletedAt: Timestamp?

    package init(id: UUID, number: Int64, name: String, createdBy: UUID?, createdAt: Timestamp, updatedAt: Timestamp) {
        (self.id, self.number, self.name, self.createdBy) = (id, number, name, createdBy)
        (self.createdAt, self.updatedAt) = (createdAt, updatedAt)
    }

    /// The number of days a deleted job can be restored.
    package static let daysRecoverable = 30
}
