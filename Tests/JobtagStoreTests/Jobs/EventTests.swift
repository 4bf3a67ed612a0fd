import Foundation
import JobtagCore
import Testing

@Suite("An event")
struct EventTests {
    @Test("is added with author and time, gives the job a new version, and is recorded", arguments: StoreUnderTest.all)
    func added(_ kind: StoreUnderTest) async throws {
        try await kind.withShop { shop in
            let job = try await shop.job()
            shop.clock.advance(seconds: 5)
            let (event, changed) = try await shop.addEvent("  Rang Kim: cut 2 mm — „später“ \n", to: job, by: shop.workshop)
            #expect(event.description == "Rang Kim: cut 2 mm — „später“")
            #expect((event.by, event.at, event.kind) == (shop.workshop.person, shop.clock.now, "note"))
            #expect(changed.updatedAt > job.updatedAt)
            let trace = try await shop.trace(of: job)
            #expect(trace.events == [event])
            #expect(trace.job == changed)
            let change = try #require(trace.changes.first)
            #expect((change.kind, change.by, change.fields) == (.event, shop.workshop.person, ["events"]))
            #expect(change.after["events"] == .record(["id": .text(event.id.text), "description": .text(event.description)]))
        }
    }

    @Test("is listed with the newest first", arguments: StoreUnderTest.all)
    func order(_ kind: StoreUnderTest) async throws {
        try await kind.withShop { shop in
            var job = try await shop.job()
            for number in 1...12 {
                shop.clock.advance(microseconds: 1)
                job = try await shop.addEvent("Event \(number)", to: job).job
            }
            let events = try await shop.trace(of: job).events
            #expect(events.map(\.description) == (1...12).reversed().map { "Event \($0)" })
        }
    }

    @Test(
        "is rejected if the same person has just added the same text", arguments: StoreUnderTest.all,
        ["Called", "called", " CALLED ", "\tcaLLed\n"])
    func duplicate(_ kind: StoreUnderTest, _ text: String) async throws {
        try await kind.withShop { shop in
            let (first, job) = try await shop.addEvent("Called", to: shop.job())
            let (_, after) = try await shop.addEvent("Something else", to: job)
            let before = try await shop.trace(of: after)
            shop.clock.advance(seconds: 9, microseconds: 999_999)
            await expectEnding(.duplicate(of: first.id)) { try await shop.addEvent(text, to: after) }
            #expect(try await shop.trace(of: after) == before)
            shop.clock.advance(microseconds: 1)
            await expectEnding(.done) { try await shop.addEvent(text, to: after) }
        }
    }

    @Test(
        "is rejected as a duplicate in any alphabet", arguments: StoreUnderTest.all,
        ["ÄNDERUNG БЛОК", "änderung блок", "Änderung Блок"])
    func duplicateFolded(_ kind: StoreUnderTest, _ text: String) async throws {
        try await kind.withShop { shop in
            let (first, job) = try await shop.addEvent("Änderung БЛОК", to: shop.job())
            await expectEnding(.duplicate(of: first.id)) { try await shop.addEvent(text, to: job) }
        }
    }

    @Test("is accepted from another person, on another job, or with another text", arguments: StoreUnderTest.all)
    func noDuplicate(_ kind: StoreUnderTest) async throws {
        try await kind.withShop { shop in
            let (_, job) = try await shop.addEvent("Called", to: shop.job())
            let (_, second) = try await shop.addEvent("Called", to: job, by: shop.office2)
            let (_, third) = try await shop.addEvent("Called again", to: second)
            let other = try await shop.addEvent("Called", to: shop.job())
            #expect(try await shop.trace(of: third).events.count == 3)
            #expect(try await shop.trace(of: other.job).events.count == 1)
        }
    }

    @Test("is checked for duplicates after the version", arguments: StoreUnderTest.all)
    func orderOfJudgement(_ kind: StoreUnderTest) async throws {
        try await kind.withShop { shop in
            let job = try await shop.job()
            _ = try await shop.addEvent("Called", to: job)
            await expectEnding(.mismatch) { try await shop.addEvent("Called", to: job) }
        }
    }

    @Test("needs a text", arguments: ["", "  \n\t ", "a\0b", String(repeating: "x", count: 10_001)])
    func text(_ text: String) async throws {
        await expectEnding(.invalid("description")) { try JobService.eventText(.text(text)) }
    }
}
