import Foundation
import JobtagCore
import Synchronization
import Testing

@Suite("The change feed")
struct ChangeFeedTests {
    /// Everything received, in order.
    private final class Inbox: Sendable {
        let changes = Mutex<[PublishedChange]>([])

        let others = Mutex<[String]>([])

        func add(_ more: [Publication]) {
            for publication in more {
                switch publication {
                case .change(let change): changes.withLock { $0.append(change) }
                case .client(let version, let isDeleted): others.withLock { $0.append("\(version.updatedAt) \(isDeleted)") }
                case .staff(let id): others.withLock { $0.append(id.text) }
                }
            }
        }

        var ids: [UUID] { changes.withLock { $0.map(\.change.id) } }
        var positions: [Int64] { changes.withLock { $0.map(\.position) } }
    }

    @Test("delivers each change once, in commit order, as it can be read again", arguments: StoreUnderTest.all)
    func complete(_ kind: StoreUnderTest) async throws {
        try await kind.withShop { shop in
            let feed = try #require(shop.store as? any ChangeFeed)
            _ = try await shop.job("before")
            let start = try await feed.latestPosition()
            let inbox = Inbox()
            let subscription = feed.subscribe { inbox.add($0) }
            let jobs = try await race { try await shop.job("Job \($0)") }.map { try $0.get() }
            _ = await race { number in
                for round in 1...5 {
                    let current = try await shop.current(jobs[number])
                    _ = try await shop.edit(current, [.priority: .number(Int64(round))])
                    _ = try? await shop.edit(current, [.priority: .number(Int64(-1))])
                }
            }
            withExtendedLifetime(subscription) {}
            let read = try await feed.changes(after: start, job: nil, limit: 1000)
            #expect(inbox.ids.count == 16 * 6)
            #expect(inbox.ids == read.map(\.change.id))
            #expect(inbox.positions == read.map(\.position))
            #expect(zip(inbox.positions, inbox.positions.dropFirst()).allSatisfy { $0 < $1 })
            #expect(try await feed.latestPosition() == inbox.positions.last)
            let ofOne = try await feed.changes(after: start, job: jobs[3].id, limit: 1000)
            let own = try await shop.changes(of: jobs[3])
            #expect(ofOne.map(\.change) == own.reversed())
        }
    }

    @Test("continues from any position, page by page", arguments: StoreUnderTest.all)
    func pages(_ kind: StoreUnderTest) async throws {
        try await kind.withShop { shop in
            let feed = try #require(shop.store as? any ChangeFeed)
            #expect(try await feed.latestPosition() == 0)
            for number in 1...10 { _ = try await shop.job("\(number)") }
            let all = try await feed.changes(after: 0, job: nil, limit: 100)
            #expect(all.count == 10)
            var seen: [UUID] = []
            var position: Int64 = 0
            while true {
                let page = try await feed.changes(after: position, job: nil, limit: 3)
                guard let last = page.last else { break }
                seen += page.map(\.change.id)
                position = last.position
            }
            #expect(seen == all.map(\.change.id))
            let none = try await feed.changes(after: position, job: nil, limit: 3)
            #expect(none.isEmpty)
        }
    }

    @Test("never delivers a change before it can be read", arguments: StoreUnderTest.all)
    func durable(_ kind: StoreUnderTest) async throws {
        try await kind.withShop { shop in
            let feed = try #require(shop.store as? any ChangeFeed)
            let inbox = Inbox()
            let subscription = feed.subscribe { inbox.add($0) }
            var job = try await shop.job()
            for number in 1...20 {
                job = try await shop.edit(job, [.priority: .number(Int64(number))])
                // Whoever was answered has been told, too.
                let told = inbox.changes.withLock { $0.last?.change.version }
                #expect(told == job.updatedAt)
            }
            withExtendedLifetime(subscription) {}
        }
    }

    @Test("never delivers a write that was rolled back", arguments: StoreUnderTest.all)
    func takenBack(_ kind: StoreUnderTest) async throws {
        try await kind.withShop { shop in
            let feed = try #require(shop.store as? any ChangeFeed)
            let job = try await shop.job()
            let inbox = Inbox()
            let subscription = feed.subscribe { inbox.add($0) }
            let results = await race(60) { number in
                if number.isMultiple(of: 2) { return try await shop.job("Job \(number)") }
                return try await shop.store.write { session in
                    let version = job.updatedAt.adding(seconds: Int64(number))
                    try session.insert(
                        JobChange(
                            id: shop.ids.next(), jobID: job.id, version: version, previous: job.updatedAt, at: version,
                            by: shop.office.person, kind: .updated, before: [:], after: [:], summary: ""))
                    throw Deliberate()
                }
            }
            withExtendedLifetime(subscription) {}
            let told = inbox.changes.withLock { Set($0.map(\.change.jobID)) }
            #expect(told == Set(results.compactMap(\.value).map(\.id)))
            #expect(inbox.ids.count == 30)
        }
    }

    @Test("ends with the subscription", arguments: StoreUnderTest.all)
    func released(_ kind: StoreUnderTest) async throws {
        try await kind.withShop { shop in
            let feed = try #require(shop.store as? any ChangeFeed)
            let inbox = Inbox()
            do {
                let subscription = feed.subscribe { inbox.add($0) }
                _ = try await shop.job()
                withExtendedLifetime(subscription) {}
            }
            _ = try await shop.job()
            #expect(inbox.ids.count == 1)
        }
    }

    @Test(
        "delivers changes of clients, contacts and staff too, in order, and no rejected ones", arguments: StoreUnderTest.all)
    func others(_ kind: StoreUnderTest) async throws {
        try await kind.withShop { shop in
            let feed = try #require(shop.store as? any ChangeFeed)
            let inbox = Inbox()
            let subscription = feed.subscribe { inbox.add($0) }
            let client = try await shop.client()
            var expected = ["\(client.updatedAt) false"]
            func expectTold() async throws {
                expected.append("\(try await shop.clients.client(client.id).updatedAt) false")
            }
            let contact = try await shop.contact(of: client)
            try await expectTold()
            let edited = try await shop.clients.editContact(
                contact.id, of: client.id, by: shop.office, if: contact.asSeen, .success([.phone: .text("1")]))
            try await expectTold()
            await expectEnding(.mismatch) {
                try await shop.clients.deleteContact(contact.id, of: client.id, by: shop.office, if: contact.asSeen)
            }
            let gone = try await shop.clients.deleteContact(contact.id, of: client.id, by: shop.office, if: edited.asSeen)
            try await expectTold()
            _ = try await shop.clients.restoreContact(contact.id, of: client.id, if: gone.asSeen)
            try await expectTold()
            let deleted = try await shop.clients.delete(
                client.id, by: shop.office, if: shop.clients.client(client.id).asSeen)
            expected.append("\(deleted.updatedAt) true")
            _ = try await shop.clients.restore(client.id, if: deleted.asSeen)
            try await expectTold()
            _ = try await shop.staff.edit(
                shop.workshop.id, if: shop.workshop.asSeen, .success(StaffEdit(fields: [.name: .text("Other")])))
            expected.append(shop.workshop.id.text)
            withExtendedLifetime(subscription) {}
            #expect(inbox.others.withLock { $0 } == expected)
        }
    }
}
