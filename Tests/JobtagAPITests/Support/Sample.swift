import Foundation
import JobtagCore

/// Records to start from, as short as a test can name them.
enum Sample {
    static let idText = "0193570a-9f3c-7e21-8b4d-2f60c1a7e5d8"
    static let id = UUID(text: idText)!
    static let otherIDText = "0193570b-0000-7abc-9def-0123456789ab"
    static let otherID = UUID(text: otherIDText)!

    static let thenText = "2026-11-23T09:15:02.123456Z"
    static let then = Timestamp(rfc3339: thenText)!
    static let laterText = "2026-11-24T16:40:00.000000Z"
    static let later = Timestamp(rfc3339: laterText)!
    /// The opaque part of the tag of everything here.
    static let tag = "0193570a-9f3c-7e21-8b4d-2f60c1a7e5d8.1795425302123456"

    static let person = Person(id: otherID, name: "Omar")
    static let job = Job(id: id, number: 96_117, name: "Range hood", createdBy: nil, createdAt: then, updatedAt: then)

    /// A job with something in every field.
    static let fullJob = {
        var job = Job(id: id, number: 96_118, name: "Range \"hood\"", createdBy: otherID, createdAt: then, updatedAt: then)
        job.description = "Line one\nline two\\"
        job.status = .inProgress
        job.clientID = otherID
        job.client = Job.ClientSummary(id: otherID, name: "Harbour Foods")
        job.contactID = id
        job.contact = Job.ContactSummary(id: id, name: "Ines", email: "ines@example.com", phone: nil)
        job.orderNumber = "PO-7"
        job.deliveryDate = CalendarDate("2026-12-01")
        job.notes = "é"
        job.pricingMethodology = .fixedPrice
        job.priceCap = Amount("1250")
        job.chargeOutRate = Amount("112.5")
        job.speedQualityTradeoff = .quality
        job.quoteAcceptedAt = then
        job.completedAt = later
        (job.isPaid, job.isCollected, job.isFullyInvoiced, job.isRejected) = (true, false, true, false)
        job.priority = 40
        job.assignedTo = [id, otherID]
        return job
    }()

    static let event = JobEvent(id: otherID, at: then, by: person, description: "Called.")
    static let client = Client(id: id, name: "Harbour Foods", createdAt: then, updatedAt: then)
    static let contact = Contact(id: id, clientID: otherID, name: "Ines", position: "Chef", createdAt: then, updatedAt: then)
    static let staff = Staff(id: id, name: "Omar", email: "omar@example.com", role: .office, createdAt: then, updatedAt: then)

    static func change(_ kind: RecordChange.Kind = .updated, at: Timestamp = later) -> RecordChange {
        RecordChange(
            id: otherID, of: .job(id), version: at, previous: then, at: at, by: person, kind: kind,
            before: ["status": .text("draft"), "name": .null],
            after: ["status": .text("approved")], summary: "Moved it from Draft to Approved")
    }
}
