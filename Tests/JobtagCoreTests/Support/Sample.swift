import Foundation
import JobtagCore

/// Records to start from, as short as a test can name them.
enum Sample {
    static let idText = "0193570a-9f3c-7e21-8b4d-2f60c1a7e5d8"
    static let id = UUID(text: idText)!
    static let otherIDText = "0193570b-0000-7abc-9def-0123456789ab"
    static let otherID = UUID(text: otherIDText)!

    static let then = Timestamp(rfc3339: "2026-11-23T09:15:02.123456Z")!
    static let later = Timestamp(rfc3339: "2026-11-24T16:40:00Z")!

    static func job(_ change: (inout Job) -> Void = { _ in }) -> Job {
        var job = Job(id: id, number: 96_117, name: "Range hood", createdBy: otherID, createdAt: then, updatedAt: then)
        change(&job)
        return job
    }

    static func line(
        _ kind: CostLine.Kind = .material, quantity: String = "1.00", cost: String = "0.00", revenue: String = "0.00"
    ) -> CostLine {
        CostLine(
            id: id, kind: kind, description: "Sheet", quantity: Quantity(quantity)!, unitCost: Amount(cost)!,
            unitRevenue: Amount(revenue)!, createdBy: otherID)
    }

    static let client = Client(id: id, name: "Harbour Foods", createdAt: then, updatedAt: then)
    static let contact = Contact(id: id, clientID: otherID, name: "Ines", createdAt: then, updatedAt: then)
    static let staff = Staff(id: id, name: "Omar", email: "omar@example.com", role: .office, createdAt: then, updatedAt: then)
}
