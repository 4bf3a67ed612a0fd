import Foundation
import JobtagCore
import Testing

@Suite("Of sixteen writers who name one version")
struct OneVersionRaceTests {
    @Test("exactly one succeeds, whatever they do", arguments: StoreUnderTest.all, JobMutation.all)
    func anyMutation(_ kind: StoreUnderTest, _ mutation: JobMutation) async throws {
        try await kind.withShop { shop in
            let job = try await mutation.prepare(shop)
            let before = try await shop.trace(of: job)
            let endings = await race { _ in try await mutation.run(shop, job, job.asSeen) }.map(\.ending)
            #expect(endings.count { $0 == .done } == 1)
            // To the others a job that was deleted meanwhile is not there, nor a line that was removed.
            let refused: Ending =
                switch mutation.name {
                case JobMutation.delete.name: .deleted(by: shop.office.id)
                case JobMutation.removeLine.name: .notFound
                default: .mismatch
                }
            #expect(endings.count { $0 == refused } == 15)
            let after = try await shop.trace(of: job)
            #expect(after.changes.count == before.changes.count + 1)
            try expectUnbroken(after)
        }
    }

    @Test("the stored value is the winner's", arguments: StoreUnderTest.all)
    func edits(_ kind: StoreUnderTest) async throws {
        try await kind.withShop { shop in
            let job = try await shop.job()
            let results = await race { number in
                try await shop.edit(job, [.name: .text("Writer \(number)"), .priority: .number(Int64(number + 1))])
            }
            let winners = results.indices.filter { results[$0].value != nil }
            let winner = try #require(winners.first)
            #expect(winners.count == 1)
            let stored = try await shop.current(job)
            #expect(stored == results[winner].value)
            #expect((stored.name, stored.priority) == ("Writer \(winner)", Int64(winner + 1)))
            #expect(try await shop.search("writer") == [job.id])
            #expect(try await shop.search("writer", "\(winner)") == [job.id])
            for case .failure(let error) in results {
                guard case JobError.versionMismatch(let mismatch) = error, case .job(let current) = mismatch.current
                else {
                    Issue.record("lost otherwise: \(error)")
                    continue
                }
                #expect(current == stored)
                #expect(mismatch.changes?.map(\.fields) == [["name", "priority"]])
            }
        }
    }

    @Test("only the winner's event exists", arguments: StoreUnderTest.all)
    func events(_ kind: StoreUnderTest) async throws {
        try await kind.withShop { shop in
            let job = try await shop.job()
            let results = await race { try await shop.addEvent("Event \($0)", to: job).event }
            let added = results.compactMap(\.value)
            #expect(added.count == 1)
            #expect(try await shop.trace(of: job).events == added)
        }
    }

    @Test("only the winner's line exists", arguments: StoreUnderTest.all, CostKind.allCases)
    func lines(_ kind: StoreUnderTest, _ set: CostKind) async throws {
        try await kind.withShop { shop in
            let job = try await shop.job()
            let results = await race { try await shop.addLine("Line \($0)", to: job, set).line }
            let added = results.compactMap(\.value)
            #expect(added.count == 1)
            let lines = try await shop.costSet(set, of: job).lines
            #expect(lines == added)
        }
    }

    @Test("the person who accepts the quote is the one recorded", arguments: StoreUnderTest.all)
    func acceptance(_ kind: StoreUnderTest) async throws {
        try await kind.withShop { shop in
            let (_, job) = try await shop.addLine(to: shop.job(), .quote)
            let people = [shop.admin, shop.office, shop.office2]
            let results = await race { number in
                _ = try await shop.jobs.acceptQuote(of: job.id, by: people[number % 3], if: job.asSeen, .success(()))
                return people[number % 3].person
            }
            let winners = results.compactMap(\.value)
            #expect(winners.count == 1)
            #expect(try await shop.changes(of: job).first?.by == winners.first)
            #expect(try await shop.current(job).status == .approved)
        }
    }

    @Test("exactly one changes the client, contact or member of staff", arguments: StoreUnderTest.all)
    func others(_ kind: StoreUnderTest) async throws {
        try await kind.withShop { shop in
            let client = try await shop.client()
            let contact = try await shop.contact(of: client)
            let clients = await race { number in
                try await shop.clients.edit(client.id, by: shop.office, if: client.asSeen, .success([.name: .text("C\(number)")]))
            }
            let contacts = await race { number in
                try await shop.clients.editContact(
                    contact.id, of: client.id, by: shop.office, if: contact.asSeen, .success([.name: .text("K\(number)")]))
            }
            let staff = await race { number in
                try await shop.staff.edit(
                    shop.office.id, if: shop.office.asSeen,
                    .success(StaffEdit(fields: [.name: .text("S\(number)")])))
            }
            #expect(clients.count { $0.ending == .mismatch } == 15)
            #expect(contacts.count { $0.ending == .mismatch } == 15)
            #expect(staff.count { $0.ending == .mismatch } == 15)
            #expect(try await shop.clients.client(client.id) == clients.compactMap(\.value).first)
            #expect(try await shop.clients.contact(contact.id, of: client.id) == contacts.compactMap(\.value).first)
            #expect(try await shop.staff.staff(shop.office.id) == staff.compactMap(\.value).first)
        }
    }
}
