import Foundation
import JobtagCore
import Testing

@Suite("A value written to a job")
struct JobFieldsTests {
    /// Each is kept byte for byte.
    static let unusual = [
        "", "Zoë & Søn — 金属加工 🛠️👩🏽‍🔧", "Cafe\u{301}", "Caf\u{E9}", "'; DROP TABLE jobs; --", "$1 ?1 :name @x %s \\u0041 \\",
        "one\n\ntwo\n\tthree\n", "  kept as typed  ", "\u{FEFF}a mark, \u{200B}a space of no width, \u{202E}the other way",
        "\u{10FFFF}\u{FFFD}",
        "שלום مرحبا", String(repeating: "é", count: 100_000),
    ]

    @Test("is returned unchanged, byte for byte", arguments: StoreUnderTest.all, unusual)
    func texts(_ kind: StoreUnderTest, _ text: String) async throws {
        try await kind.withShop { shop in
            let job = try await shop.job("x", [.description: .text(text), .notes: .text("")])
            let edited = try await shop.edit(job, [.notes: .text(text)])
            for found in [edited, try await shop.current(job)] {
                #expect(Array(found.description.utf8) == Array(text.utf8))
                #expect(Array(found.notes.utf8) == Array(text.utf8))
            }
            let changes = try await shop.changes(of: job)
            #expect(changes.last?.after["description"] == .text(text))
            #expect(changes.first?.after["notes"] == .text(text))
        }
    }

    @Test("is stored in every field", arguments: StoreUnderTest.all)
    func everyField(_ kind: StoreUnderTest) async throws {
        try await kind.withShop { shop in
            let client = try await shop.client("Zoë Öl")
            let contact = try await shop.contact("Cafe\u{301}", of: client, [.email: .text("k@x.nz"), .phone: .text("+64 21 555")])
            let values: Edit<Job> = [
                .name: .text("Cafe\u{301} roof"), .description: .text("two\nlines"), .status: .text("in_progress"),
                .clientID: .text(client.id.text), .contactID: .text(contact.id.text), .orderNumber: .text("PO-7/β"),
                .deliveryDate: .text("2026-12-24"), .notes: .text("notes"), .pricingMethodology: .text("fixed_price"),
                .priceCap: .text("99999999.99"), .chargeOutRate: .text("0.01"), .speedQualityTradeoff: .text("quality"),
                .paid: .flag(true), .collected: .flag(true), .fullyInvoiced: .flag(true), .rejectedFlag: .flag(true),
                .priority: .number(1_000_000_000), .assignedTo: .list([.text(shop.workshop.id.text), .text(shop.admin.id.text)]),
            ]
            #expect(Set(values.keys) == Set(Job.Field.allCases))
            let job = try await shop.edit(try await shop.job(), values)
            for found in [job, try await shop.current(job)] {
                for (field, value) in values { #expect(found[field] == value, "\(field)") }
                #expect(found.client == Job.ClientSummary(id: client.id, name: "Zoë Öl"))
                #expect(
                    found.contact == Job.ContactSummary(id: contact.id, name: contact.name, email: "k@x.nz", phone: "+64 21 555"))
            }
            // And each can be emptied again.
            let empty: Edit<Job> = [
                .description: .null, .clientID: .null, .orderNumber: .null, .deliveryDate: .null, .priceCap: .null,
                .chargeOutRate: .null, .assignedTo: .list([]),
            ]
            let cleared = try await shop.edit(job, empty)
            let unnamed = (cleared.clientID, cleared.client, cleared.contactID, cleared.contact)
            #expect(unnamed == (nil, nil, nil, nil))
            #expect((cleared.orderNumber, cleared.deliveryDate, cleared.priceCap, cleared.chargeOutRate) == (nil, nil, nil, nil))
            #expect(cleared.assignedTo == [])
            #expect(try await shop.current(job) == cleared)
        }
    }

    @Test("is a change even if only its bytes differ", arguments: StoreUnderTest.all)
    func decomposed(_ kind: StoreUnderTest) async throws {
        try await kind.withShop { shop in
            let job = try await shop.job("Caf\u{E9}")
            let edited = try await shop.edit(job, [.name: .text("Cafe\u{301}")])
            #expect(edited.updatedAt > job.updatedAt)
            #expect(Array(try await shop.current(job).name.utf8) == Array("Cafe\u{301}".utf8))
        }
    }

    @Test(
        "rejects NUL and control characters", arguments: StoreUnderTest.all, [Job.Field.name, .description, .notes, .orderNumber])
    func controlCharacters(_ kind: StoreUnderTest, _ field: Job.Field) async throws {
        try await kind.withShop { shop in
            let job = try await shop.job()
            for text in ["a\0b", "\0", "a\u{1B}[31m"] {
                await expectEnding(.invalid(field.rawValue)) { try await shop.edit(job, [field: .text(text)]) }
                await expectEnding(.invalid(field.rawValue)) { try await shop.job("x", [field: .text(text)]) }
            }
            #expect(try await shop.current(job) == job)
        }
    }

    @Test("keeps the order of the assigned people", arguments: StoreUnderTest.all)
    func assignees(_ kind: StoreUnderTest) async throws {
        try await kind.withShop { shop in
            let people = [shop.workshop.id, shop.admin.id, shop.office.id]
            var job = try await shop.job("x", [.assignedTo: .list(people.map { .text($0.text) })])
            #expect(job.assignedTo == people)
            job = try await shop.edit(job, [.assignedTo: .list(people.reversed().map { .text($0.text) })])
            #expect(try await shop.current(job).assignedTo == people.reversed())
        }
    }

    @Test("keeps a person assigned who has left since", arguments: StoreUnderTest.all)
    func disabledAssignee(_ kind: StoreUnderTest) async throws {
        try await kind.withShop { shop in
            let wim = FieldValue.text(shop.workshop.id.text)
            let job = try await shop.job("x", [.assignedTo: .list([wim])])
            let disabled: Edit<Staff> = [.isActive: .flag(false)]
            _ = try await shop.staff.edit(
                shop.workshop.id, if: shop.workshop.asSeen, .success(StaffEdit(fields: disabled)))
            let edited = try await shop.edit(job, [.assignedTo: .list([wim, .text(shop.admin.id.text)])])
            #expect(edited.assignedTo == [shop.workshop.id, shop.admin.id])
        }
    }

    @Test(
        "is the same from the first date of the calendar to the last", arguments: StoreUnderTest.all, ["0001-01-01", "9999-12-31"])
    func dates(_ kind: StoreUnderTest, _ day: String) async throws {
        try await kind.withShop { shop in
            let job = try await shop.job("x", [.deliveryDate: .text(day)])
            #expect(try await shop.current(job).deliveryDate?.description == day)
        }
    }
}
