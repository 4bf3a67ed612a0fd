import Foundation
import JobtagDemo
import Testing

/// 2026-11-23T21:10:00Z, a Monday.
private let monday = Date(timeIntervalSince1970: 1_795_468_200)

@Suite("A demo job")
struct DemoJobTests {
    let workshop = DemoWorkshop(now: monday)

    @Test("belongs to a client, and its contact to the same one")
    func contacts() throws {
        let clients = Dictionary(uniqueKeysWithValues: workshop.clients.map { ($0.id, $0) })
        for job in workshop.jobs {
            let client = try #require(clients[job.clientID])
            if let contact = job.contactID { #expect(client.contacts.contains { $0.id == contact }) }
        }
        #expect(workshop.jobs.contains { $0.contactID == nil })
        #expect(Set(workshop.jobs.map(\.clientID)).count == 40)
    }

    @Test("is numbered from 24001 in order of creation")
    func numbers() {
        #expect(workshop.jobs.map(\.number) == Array(24_001...24_300))
        for (older, younger) in zip(workshop.jobs, workshop.jobs.dropFirst()) {
            #expect(older.createdAt <= younger.createdAt)
        }
    }

    @Test(
        "has its history in order and in the past, at any hour of any day",
        arguments: (0..<8).map { monday.addingTimeInterval(Double($0) * 86_400 - 76_000) })
    func times(now: Date) {
        for job in DemoWorkshop(now: now).jobs {
            #expect(job.events.first?.kind == "created")
            #expect(job.events.first?.at == job.createdAt)
            #expect(job.events.first?.by == job.createdBy)
            for (earlier, later) in zip(job.events, job.events.dropFirst()) { #expect(earlier.at < later.at) }
            for moment in job.events.map(\.at) + [job.completedAt, job.quoteAcceptanceDate].compactMap({ $0 }) {
                #expect(moment >= job.createdAt && moment <= now)
                let minute = Int(moment.timeIntervalSince1970) / 60 % 1_440
                #expect((7 * 60...21 * 60).contains(minute), "\(job.number) at \(moment)")
                #expect(Int(moment.timeIntervalSince1970) / 86_400 % 7 != 2, "Saturday")
                #expect(Int(moment.timeIntervalSince1970) / 86_400 % 7 != 3, "Sunday")
            }
        }
    }

    @Test("names only members of staff, each once")
    func people() {
        let staff = Set(workshop.staff.map(\.id))
        for job in workshop.jobs {
            #expect(Set(job.assignedTo).count == job.assignedTo.count)
            #expect(job.assignedTo.allSatisfy(staff.contains) && staff.contains(job.createdBy))
            #expect(job.events.allSatisfy { staff.contains($0.by) })
            #expect(job.actual.allSatisfy { $0.staffID.map(staff.contains) ?? ($0.kind != .time) })
            #expect((job.estimate + job.quote).allSatisfy { $0.staffID == nil })
        }
    }

    @Test("is paid only when invoiced, and invoiced and collected only when finished")
    func flags() {
        for job in workshop.jobs {
            let finished = job.completedAt != nil
            #expect(!job.paid || job.fullyInvoiced)
            #expect(!job.fullyInvoiced || finished)
            #expect(!job.collected || finished)
            #expect(finished == (job.status == .recentlyCompleted || (job.status == .archived && !job.rejectedFlag)))
            #expect(!job.rejectedFlag || (job.status == .archived && job.actual.isEmpty && job.quoteAcceptanceDate == nil))
        }
        let archived = workshop.jobs.filter { $0.status == .archived }
        #expect(archived.filter { $0.paid && $0.collected }.count > 90)
        #expect((3...10).contains(archived.filter(\.rejectedFlag).count))
    }

    @Test("has an accepted quote if and only if it was quoted and goes ahead")
    func quotes() {
        for job in workshop.jobs {
            let goesAhead = ![.draft, .awaitingApproval].contains(job.status) && !job.rejectedFlag
            #expect((job.quoteAcceptanceDate != nil) == (goesAhead && !job.quote.isEmpty))
            if job.status == .awaitingApproval { #expect(!job.quote.isEmpty) }
            if job.status == .draft { #expect(job.quote.isEmpty && job.actual.isEmpty) }
            if job.pricingMethodology == .fixedPrice {
                #expect(job.priceCapCents == nil)
                #expect(job.status == .draft || !job.quote.isEmpty)
            }
            #expect(job.quoteAcceptanceDate == job.events.first { $0.kind == "quote_accepted" }?.at)
        }
    }

    @Test("has plausible costs")
    func costs() {
        for job in workshop.jobs {
            for line in job.estimate + job.quote + job.actual {
                #expect(line.quantityThousandths > 0)
                #expect(line.unitCostCents >= 0)
                #expect(line.unitRevCents >= 0 || line.kind == .adjustment)
                if line.kind == .time { #expect(line.unitCostCents == 45_00) }
            }
            #expect((105_00...120_00).contains(job.chargeOutRateCents))
            let cost = job.quote.reduce(0) { $0 + $1.costCents }
            let revenue = job.quote.reduce(0) { $0 + $1.revenueCents }
            #expect(job.quote.isEmpty || revenue > cost, "\(job.number)")
            #expect(revenue < 120_000_00, "\(job.number)")
            if job.status != .special { #expect(!job.estimate.isEmpty) }
            if job.completedAt != nil { #expect(job.actual.contains { $0.kind == .time }) }
            if let cap = job.priceCapCents { #expect(cap > 0 && cap % 50_00 == 0) }
        }
        #expect(workshop.jobs.contains { $0.estimate.contains { $0.quantityThousandths % 10 != 0 } })
    }

    @Test("is often enough overdue or due today", arguments: 0..<7)
    func deliveries(day: Int) throws {
        let now = monday.addingTimeInterval(Double(day) * 86_400)
        let today = String(now.ISO8601Format().prefix(10))
        let open = DemoWorkshop(now: now).jobs.filter { $0.status == .inProgress }
        let dates = open.compactMap(\.deliveryDate)
        let form = try Regex("20[0-9]{2}-[01][0-9]-[0-3][0-9]")
        #expect(dates.allSatisfy { $0.wholeMatch(of: form) != nil })
        #expect(dates.filter { $0 < today }.count >= 8)
        #expect(dates.filter { $0 == today }.count >= 3)
        #expect(dates.filter { $0 > today }.count >= 30)
        #expect(open.contains { $0.deliveryDate == nil })
        for job in open { #expect(job.deliveryDate ?? "9" > job.createdAt.ISO8601Format().prefix(10)) }
    }

    @Test("has a unique position in its column")
    func priorities() {
        for column in Dictionary(grouping: workshop.jobs, by: \.status).values {
            #expect(column.map(\.priority).sorted() == Array(1...column.count))
        }
    }

    @Test("is higher in its column the earlier its delivery date")
    func order() {
        for (status, column) in Dictionary(grouping: workshop.jobs, by: \.status)
        where status != .archived && status != .recentlyCompleted {
            let dates = column.sorted { $0.priority > $1.priority }.map { $0.deliveryDate ?? "9999" }
            #expect(dates == dates.sorted())
        }
    }
}
