import Foundation
import JobtagCore
import JobtagDemo
import JobtagServer

/// Fills an empty database with the demo workshop.
struct DemoData: Sendable {
    let store: any Store
    let hasher: any PasswordHasher

    static let password = "demo-workshop"
    static let logins = ["admin@example.com", "office@example.com", "office2@example.com", "workshop@example.com"]

    /// Whether a database has the demo's people.
    static func isIn(_ store: any Store) async throws -> Bool {
        try await store.read { try $0.credentials(email: logins[0]) != nil }
    }

    /// - Returns: Whether the database was empty and has been filled.
    func fillIfEmpty(now: Timestamp) async throws -> Bool {
        guard try await store.read({ try $0.staff().isEmpty && $0.clients(ClientQuery()).items.isEmpty }) else { return false }
        let workshop = DemoWorkshop(now: Date(timeIntervalSince1970: Double(now.microseconds) / 1e6))
        // One hash for all, since they have the same password.
        let hash = try await hasher.hash(Self.password)
        let opened = workshop.jobs.map { Timestamp($0.createdAt) }.min() ?? now
        return try await store.write { session in
            try session.lockStaffList()
            guard try session.staff().isEmpty else { return false }
            var people: [UUID: Person] = [:]
            for person in workshop.staff {
                let staff = Staff(
                    id: person.id, name: person.name, email: person.email, role: try Self.same(person.role.rawValue),
                    createdAt: opened, updatedAt: opened)
                people[staff.id] = staff.person
                try session.insert(staff, passwordHash: hash)
            }
            for client in workshop.clients {
                try session.insert(
                    Client(
                        id: client.id, name: client.name, email: client.email, phone: client.phone,
                        address: client.address.nonEmpty, notes: client.notes, createdAt: opened, updatedAt: opened))
                for contact in client.contacts {
                    try session.insert(
                        Contact(
                            id: contact.id, clientID: client.id, name: contact.name, email: contact.email,
                            phone: contact.phone.nonEmpty, position: contact.position, createdAt: opened, updatedAt: opened))
                }
            }
            for job in workshop.jobs { try Self.insert(job, people, session) }
            return true
        }
    }

    private static func insert(_ demo: DemoWorkshop.Job, _ people: [UUID: Person], _ session: any WriteSession) throws {
        let created = Timestamp(demo.createdAt)
        var job = Job(
            id: demo.id, number: Int64(demo.number), name: demo.name, createdBy: demo.createdBy, createdAt: created,
            updatedAt: created)
        job.description = demo.description
        job.status = try same(demo.status.rawValue)
        job.clientID = demo.clientID
        job.contactID = demo.contactID
        job.orderNumber = demo.orderNumber.nonEmpty
        job.deliveryDate = demo.deliveryDate.flatMap(CalendarDate.init)
        job.notes = demo.notes
        job.pricingMethodology = try same(demo.pricingMethodology.rawValue)
        job.priceCap = demo.priceCapCents.map { Amount(hundredths: Int64($0)) }
        job.chargeOutRate = Amount(hundredths: Int64(demo.chargeOutRateCents))
        job.speedQualityTradeoff = try same(demo.speedQualityTradeoff.rawValue)
        job.quoteAcceptedAt = demo.quoteAcceptanceDate.map { Timestamp($0) }
        job.completedAt = demo.completedAt.map { Timestamp($0) }
        job.isPaid = demo.paid
        job.isCollected = demo.collected
        job.isFullyInvoiced = demo.fullyInvoiced
        job.isRejected = demo.rejectedFlag
        job.priority = Int64(demo.priority)
        job.assignedTo = demo.assignedTo

        // Every version of a job was made by a change: its creation, then one for each event.
        var version = created
        var changes: [RecordChange] = []
        var events: [(event: JobEvent, version: Timestamp)] = []
        var ids = DerivedIDs(of: job.id)
        func by(_ id: UUID) -> Person { people[id] ?? Person(id: id, name: "") }
        changes.append(
            RecordChange(
                id: ids.next(), of: .job(job.id), version: version, previous: nil, at: created, by: by(demo.createdBy),
                kind: .created, before: [:], after: [:], summary: "Created the job"))
        for demoEvent in demo.events {
            let at = Timestamp(demoEvent.at)
            let event = JobEvent(
                id: ids.next(), at: at, by: by(demoEvent.by), kind: demoEvent.kind, description: demoEvent.description)
            let next = version.next(now: at)
            changes.append(
                RecordChange(
                    id: ids.next(), of: .job(job.id), version: next, previous: version, at: at, by: event.by, kind: .event,
                    before: [:], after: ["events": .record(["id": .text(event.id.text), "description": .text(event.description)])],
                    summary: "Added an event: " + event.description))
            events.append((event, next))
            version = next
        }
        job.updatedAt = version
        try session.insert(job)
        for (event, version) in events { try session.insert(event, ofJob: job.id, version: version) }
        for change in changes { try session.insert(change) }
        for (kind, lines) in [(CostKind.estimate, demo.estimate), (.quote, demo.quote), (.actual, demo.actual)] {
            for line in lines {
                try session.insert(
                    CostLine(
                        id: ids.next(), kind: try same(line.kind.rawValue), description: line.description,
                        quantity: Quantity(thousandths: Int64(line.quantityThousandths)),
                        unitCost: Amount(hundredths: Int64(line.unitCostCents)),
                        unitRevenue: Amount(hundredths: Int64(line.unitRevCents)), createdBy: line.staffID ?? demo.createdBy),
                    ofJob: job.id, kind, revision: 1)
            }
        }
    }

    /// The demo's choices have the same names as the domain's.
    private static func same<Choice: RawRepresentable<String>>(_ name: String) throws -> Choice {
        guard let choice = Choice(rawValue: name) else { throw UnknownChoice(name: name) }
        return choice
    }

    private struct UnknownChoice: Error { let name: String }
}

/// Reproducible ids: a job's own id, with the last bytes counted up.
private struct DerivedIDs {
    private let base: uuid_t
    private var count: UInt16 = 0

    init(of id: UUID) { base = id.uuid }

    mutating func next() -> UUID {
        count += 1
        var bytes = base
        bytes.10 ^= 0xA5
        bytes.14 ^= UInt8(count >> 8)
        bytes.15 ^= UInt8(count & 0xFF)
        return UUID(uuid: bytes)
    }
}

extension Timestamp {
    fileprivate init(_ date: Date) { self.init(microseconds: Int64((date.timeIntervalSince1970 * 1e6).rounded())) }
}

extension String {
    fileprivate var nonEmpty: String? { isEmpty ? nil : self }
}
