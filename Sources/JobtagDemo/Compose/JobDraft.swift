import Foundation

/// A job whose times are still counted in working days and whose number is not known yet.
struct JobDraft {
    struct Entry {
        let moment: Moment
        let by: UUID
        let kind: String
        let text: String
    }

    let index: Int
    let name: String
    let description: String
    let status: DemoWorkshop.Job.Status
    let client: DemoWorkshop.Client
    let contact: DemoWorkshop.Contact?
    let orderNumber: String
    let promise: Promise
    let notes: String
    let pricing: DemoWorkshop.Job.PricingMethodology
    let priceCapCents: Int?
    let rateCents: Int
    let tradeoff: DemoWorkshop.Job.SpeedQualityTradeoff
    let completed: Moment?
    let paid: Bool
    let collected: Bool
    let invoiced: Bool
    let rejected: Bool
    var priority = 0
    let assigned: [UUID]
    let entries: [Entry]
    let estimate: [DemoWorkshop.Line]
    let quote: [DemoWorkshop.Line]
    let actual: [DemoWorkshop.Line]

    var created: Moment { entries[0].moment }

    func job(id: UUID, number: Int, calendar: WorkCalendar) -> DemoWorkshop.Job {
        let accepted = entries.first { $0.kind == "quote_accepted" }?.moment
        return DemoWorkshop.Job(
            id: id, number: number, name: name, description: description, status: status,
            clientID: client.id, contactID: contact?.id, orderNumber: orderNumber,
            deliveryDate: calendar.dateText(promise), notes: notes, pricingMethodology: pricing,
            priceCapCents: priceCapCents, chargeOutRateCents: rateCents, speedQualityTradeoff: tradeoff,
            quoteAcceptanceDate: accepted.map(calendar.date), completedAt: completed.map(calendar.date),
            paid: paid, collected: collected, fullyInvoiced: invoiced, rejectedFlag: rejected,
            priority: priority, assignedTo: assigned, createdBy: entries[0].by,
            createdAt: calendar.date(created),
            events: entries.map {
                DemoWorkshop.Event(at: calendar.date($0.moment), by: $0.by, kind: $0.kind, description: $0.text)
            },
            estimate: estimate, quote: quote, actual: actual)
    }
}
