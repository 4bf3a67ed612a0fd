import Foundation
import JobtagDemo
import Testing

/// 2026-11-23T21:10:00Z, a Monday.
private let monday = Date(timeIntervalSince1970: 1_795_468_200)

/// Every day of one week, a leap day and the first minute of a year: nothing may depend on the day.
private let days: [Date] =
    (0..<7).map { monday.addingTimeInterval(Double($0) * 86_400) } + [
        Date(timeIntervalSince1970: 1_835_395_260), Date(timeIntervalSince1970: 1_798_761_600),
    ]

@Suite("The demo workshop")
struct DemoWorkshopTests {
    let workshop = DemoWorkshop(now: monday)

    @Test("has 8 staff, 40 clients with one to four contacts, and 300 jobs")
    func counts() {
        #expect(workshop.staff.count == 8)
        #expect(workshop.clients.count == 40)
        #expect(workshop.jobs.count == 300)
        #expect(workshop.clients.allSatisfy { (1...4).contains($0.contacts.count) })
    }

    @Test("has the documented demo logins first, with their roles")
    func logins() {
        let logins = workshop.staff.prefix(4).map(\.email)
        #expect(logins == ["admin@example.com", "office@example.com", "office2@example.com", "workshop@example.com"])
        #expect(workshop.staff.prefix(4).map(\.role) == [.admin, .office, .office, .workshop])
    }

    @Test("has jobs in every status, in plausible numbers")
    func statuses() {
        let counts = Dictionary(grouping: workshop.jobs, by: \.status).mapValues(\.count)
        #expect(counts[.archived] == 112)
        #expect(counts[.inProgress] == 60)
        #expect(counts[.awaitingApproval] == 35)
        #expect(DemoWorkshop.Job.Status.allCases.allSatisfy { counts[$0, default: 0] >= 8 })
    }

    @Test("is equal at any two times of one day")
    func deterministic() {
        #expect(DemoWorkshop(now: monday) == workshop)
        #expect(DemoWorkshop(now: monday.addingTimeInterval(600)) == workshop)
    }

    @Test("keeps people, ids and texts on another day, and moves the dates", arguments: days.dropFirst())
    func sameOnAnotherDay(now: Date) {
        let other = DemoWorkshop(now: now)
        #expect(other.staff == workshop.staff)
        #expect(other.clients == workshop.clients)
        #expect(other.jobs.map(\.id) == workshop.jobs.map(\.id))
        #expect(other.jobs.map(\.name) == workshop.jobs.map(\.name))
        #expect(other.jobs.map { $0.events.map(\.description) } == workshop.jobs.map { $0.events.map(\.description) })
        #expect(other.jobs.map(\.actual) == workshop.jobs.map(\.actual))
        #expect(other.jobs.map(\.createdAt) != workshop.jobs.map(\.createdAt))
    }

    @Test("has unique version 7 ids of the right variant")
    func ids() {
        let ids =
            workshop.staff.map(\.id) + workshop.clients.map(\.id) + workshop.clients.flatMap { $0.contacts.map(\.id) }
            + workshop.jobs.map(\.id)
        #expect(Set(ids).count == ids.count)
        #expect(ids.allSatisfy { $0.uuid.6 >> 4 == 7 && $0.uuid.8 >> 6 == 0b10 })
    }

    @Test("has plausible, unique e-mail addresses in domains that belong to no one")
    func emails() throws {
        let emails =
            workshop.staff.map(\.email) + workshop.clients.map(\.email)
            + workshop.clients.flatMap { $0.contacts.map(\.email) }
        let form = try Regex("[a-z0-9]+@([a-z0-9-]+\\.example|example\\.com)")
        for email in emails { #expect(email.wholeMatch(of: form) != nil, "\(email)") }
        #expect(Set(emails).count == emails.count)
    }

    @Test("has no text with surrounding white space, an unfilled placeholder or missing content")
    func texts() {
        for job in workshop.jobs {
            let lines = job.estimate + job.quote + job.actual
            let required = [job.name, job.description] + job.events.map(\.description) + lines.map(\.description)
            for text in required {
                #expect(!text.isEmpty)
                check(text)
            }
            check(job.notes)
            check(job.orderNumber)
        }
        for client in workshop.clients {
            for text in [client.name, client.phone] + client.contacts.flatMap({ [$0.name, $0.position] }) {
                #expect(!text.isEmpty)
                check(text)
            }
            check(client.address)
            check(client.notes)
        }
    }

    private func check(_ text: String) {
        #expect(text == text.trimmingCharacters(in: .whitespacesAndNewlines))
        #expect(!text.contains("{") && !text.contains("}") && !text.contains("  "), "\(text)")
        #expect(text == text.precomposedStringWithCanonicalMapping)
    }

    @Test("has names in many scripts, and long notes")
    func richness() {
        let names = workshop.clients.flatMap { [$0.name] + $0.contacts.map(\.name) }.joined()
        for letter in "āşŁĐüø王ل" { #expect(names.contains(letter), "\(letter)") }
        #expect(names.contains("O'Brien"))
        #expect(Set(workshop.jobs.map(\.name)).count >= 250)
        #expect(workshop.jobs.filter { $0.notes.count > 800 }.count >= 15)
        #expect(workshop.jobs.filter { $0.notes.count > 3_000 }.count >= 2)
        #expect(workshop.jobs.filter { $0.description.contains("\n\n") }.count >= 60)
        #expect(
            workshop.jobs.contains { job in job.notes.contains { $0.unicodeScalars.contains { $0.properties.isEmojiPresentation } }
            })
    }

    @Test("is created quickly")
    func speed() {
        let elapsed = ContinuousClock().measure { _ = DemoWorkshop(now: monday) }
        #expect(elapsed < .seconds(5))
    }
}
