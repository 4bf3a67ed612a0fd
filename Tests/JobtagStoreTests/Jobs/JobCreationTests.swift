import Foundation
import JobtagCore
import Testing

@Suite("A new job")
struct JobCreationTests {
    @Test("has defaults for all missing fields", arguments: StoreUnderTest.all)
    func defaults(_ kind: StoreUnderTest) async throws {
        try await kind.withShop { shop in
            let job = try await shop.job("Ridge flashing")
            let now = shop.clock.now
            var expected = Job(
                id: job.id, number: job.number, name: "Ridge flashing", createdBy: shop.office.id, createdAt: now, updatedAt: now)
            expected.status = .draft
            expected.pricingMethodology = .timeAndMaterials
            expected.speedQualityTradeoff = .balanced
            expected.revisions = CostRevisions(estimate: 1, quote: 1, actual: 1)
            #expect(job == expected)
            #expect(try await shop.current(job) == expected)
            #expect(try await shop.store.version(ofJob: job.id) == job.version)
        }
    }

    @Test("starts its history, with every field", arguments: StoreUnderTest.all)
    func history(_ kind: StoreUnderTest) async throws {
        try await kind.withShop { shop in
            let job = try await shop.job("Ridge flashing", [.priority: .number(7)])
            let change = try #require(try await shop.changes(of: job).first)
            #expect(change.kind == .created)
            #expect((change.previous, change.version) == (nil, job.updatedAt))
            #expect((change.by, change.at) == (shop.office.person, shop.clock.now))
            #expect(change.before == [:])
            #expect(Set(change.after.keys) == Set(Job.Field.allCases.map(\.rawValue)))
            #expect(change.after["priority"] == .number(7))
            try expectUnbroken(try await shop.trace(of: job))
        }
    }

    @Test("has the next number; a rejected one uses no number", arguments: StoreUnderTest.all)
    func numbers(_ kind: StoreUnderTest) async throws {
        try await kind.withShop { shop in
            let first = try await shop.job()
            await expectEnding(.invalid("priority")) { try await shop.job("x", [.priority: .number(-1)]) }
            await expectEnding(.invalid("name")) { try await shop.jobs.create(by: shop.office, if: .none, .success([:])) }
            #expect(try await shop.job().number == first.number + 1)
        }
    }

    @Test("has a unique number if many are created at once", arguments: StoreUnderTest.all)
    func numbersInARace(_ kind: StoreUnderTest) async throws {
        try await kind.withShop { shop in
            let numbers = await race { _ in try await shop.job().number }.compactMap(\.value).sorted()
            let first = try #require(numbers.first)
            #expect(numbers == Array(first..<first + 16))
        }
    }

    @Test("can bring its number, which is never reused", arguments: StoreUnderTest.all)
    func importedNumber(_ kind: StoreUnderTest) async throws {
        try await kind.withShop { shop in
            let now = shop.clock.now
            let job = Job(id: shop.ids.next(), number: 5000, name: "Old", createdBy: nil, createdAt: now, updatedAt: now)
            try await shop.store.write { try $0.insert(job) }
            #expect(try await shop.job().number == 5001)
            #expect(try await shop.current(job) == job)
        }
    }

    @Test("can refer only to existing records", arguments: StoreUnderTest.all)
    func references(_ kind: StoreUnderTest) async throws {
        try await kind.withShop { shop in
            let nobody = FieldValue.text(shop.ids.next().text)
            let disabled: Edit<Staff> = [.isActive: .flag(false)]
            _ = try await shop.staff.edit(
                shop.workshop.id, if: shop.workshop.asSeen, .success(StaffEdit(fields: disabled)))
            let contact = try await shop.contact(of: shop.client())
            let refused: [(Job.Field, FieldValue)] = [
                (.clientID, nobody), (.contactID, nobody), (.contactID, .text(contact.id.text)), (.assignedTo, .list([nobody])),
                (.assignedTo, .list([.text(shop.workshop.id.text)])),
            ]
            for (field, value) in refused {
                await expectEnding(.invalid(field.rawValue)) { try await shop.job("x", [field: value]) }
            }
            #expect(try await shop.jobs.list(JobQuery()).items.isEmpty)
        }
    }

    @Test("that is finished has a completion time", arguments: StoreUnderTest.all, [JobStatus.recentlyCompleted, .archived])
    func completion(_ kind: StoreUnderTest, _ status: JobStatus) async throws {
        try await kind.withShop { shop in
            let job = try await shop.job("Done", [.status: .text(status.rawValue)])
            #expect(job.completedAt == shop.clock.now)
        }
    }

    @Test("is not created if the collection is not as expected", arguments: StoreUnderTest.all)
    func collectionPrecondition(_ kind: StoreUnderTest) async throws {
        try await kind.withShop { shop in
            let precondition = CollectionPrecondition { _ in
                throw JobError.versionMismatch(VersionMismatch(current: .other))
            }
            await expectEnding(.mismatch) {
                try await shop.jobs.create(by: shop.office, if: precondition, .success([.name: .null]))
            }
            let made = try await shop.jobs.list(JobQuery()).items
            #expect(made == [])
        }
    }
}
