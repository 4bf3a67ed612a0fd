import Foundation
import JobtagCore
import Synchronization
import Testing

@Suite("The change feed")
struct ChangeFeedTests {
    /// Everything received, in order. The store publishes on its own queue after the writer has its result, so tests must wait.
    private final class Inbox: Sendable {
        private struct State {
            var changes: [PublishedChange] = []
            var others: [String] = []
            var waiter: (isOver: @Sendable (State) -> Bool, continuation: CheckedContinuation<Void, Never>)?
        }

        private let state = Mutex(State())

        func add(_ more: [Publication]) {
            let waiter = state.withLock { state -> CheckedContinuation<Void, Never>? in
                for publication in more {
                    switch publication {
                    case .change(let change): state.changes.append(change)
                    case .client(let version, let isDeleted): state.others.append("\(version.updatedAt) \(isDeleted)")
                    case .staff(let id): state.others.append(id.text)
                    case .message(let message): state.others.append("\(message)")
                    }
                }
                guard let waiter = state.waiter, waiter.isOver(state) else { return nil }
                state.waiter = nil
                return waiter.continuation
            }
            waiter?.resume()
        }

        /// Waits until at least this many publications have arrived.
        func wait(for count: Int) async { await wait { $0.changes.count + $0.others.count >= count } }

        private func wait(until isOver: @escaping @Sendable (State) -> Bool) async {
            await withCheckedContinuation { continuation in
                let isThere = state.withLock { state in
                    guard !isOver(state) else { return true }
                    state.waiter = (isOver, continuation)
                    return false
                }
                if isThere { continuation.resume() }
            }
        }

        /// Subscribes, and discards earlier publications, some of which may still arrive.
        func subscribe(to shop: Shop) async throws -> any Sendable & AnyObject {
            let subscription = shop.store.subscribe { self.add($0) }
            let mark = try await shop.job("mark").id
            await wait { $0.changes.last?.change.record.id == mark }
            state.withLock { ($0.changes, $0.others) = ([], []) }
            return subscription
        }

        var changes: [PublishedChange] { state.withLock { $0.changes } }
        var others: [String] { state.withLock { $0.others } }
        var ids: [UUID] { changes.map(\.change.id) }
        var positions: [Int64] { changes.map(\.position) }
    }

    @Test("delivers each change once, in commit order, as it can be read again", arguments: StoreUnderTest.all)
    func complete(_ kind: StoreUnderTest) async throws {
        try await kind.withShop { shop in
            let feed = shop.store
            let inbox = Inbox()
            let subscription = try await inbox.subscribe(to: shop)
            let start = try await feed.latestPosition()
            let jobs = try await race { try await shop.job("Job \($0)") }.map { try $0.get() }
            _ = await race { number in
                for round in 1...5 {
                    let current = try await shop.current(jobs[number])
                    _ = try await shop.edit(current, [.priority: .number(Int64(round))])
                    _ = try? await shop.edit(current, [.priority: .number(Int64(-1))])
                }
            }
            await inbox.wait(for: 16 * 6)
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
            let feed = shop.store
            #expect(try await feed.latestPosition() == 0)
            try await shop.untilPublished(10) { for number in 1...10 { _ = try await shop.job("\(number)") } }
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
            let store = shop.store
            let (versions, continuation) = AsyncStream.makeStream(of: (published: Timestamp, readable: Timestamp?).self)
            let subscription = store.subscribe { publications in
                // The store's queue waits meanwhile, so that this reads as early as possible.
                let isRead = DispatchSemaphore(value: 0)
                Task {
                    for case .change(let change) in publications {
                        let job = try? await store.read { try $0.job(change.change.record.id, includingDeleted: false) }
                        continuation.yield((change.change.version, job?.updatedAt))
                    }
                    isRead.signal()
                }
                isRead.wait()
            }
            var job = try await shop.job()
            for number in 1...20 { job = try await shop.edit(job, [.priority: .number(Int64(number))]) }
            for await (published, readable) in versions.prefix(21) {
                #expect(readable ?? .init(microseconds: 0) >= published)
            }
            withExtendedLifetime(subscription) {}
        }
    }

    @Test("never delivers a write that was rolled back", arguments: StoreUnderTest.all)
    func rolledBack(_ kind: StoreUnderTest) async throws {
        try await kind.withShop { shop in
            let job = try await shop.job()
            let inbox = Inbox()
            let subscription = try await inbox.subscribe(to: shop)
            let results = await race(60) { number in
                if number.isMultiple(of: 2) { return try await shop.job("Job \(number)") }
                return try await shop.store.write { session in
                    let version = job.updatedAt.adding(seconds: Int64(number))
                    try session.insert(
                        RecordChange(
                            id: shop.ids.next(), of: .job(job.id), version: version, previous: job.updatedAt, at: version,
                            by: shop.office.person, kind: .updated, before: [:], after: [:], summary: ""))
                    throw Deliberate()
                }
            }
            // One more, after which everything earlier has arrived.
            let last = try await shop.job("last")
            await inbox.wait(for: 31)
            withExtendedLifetime(subscription) {}
            #expect(inbox.changes.last?.change.record.id == last.id)
            let published = Set(inbox.changes.dropLast().map(\.change.record.id))
            #expect(published == Set(results.compactMap(\.value).map(\.id)))
            #expect(inbox.ids.count == 31)
        }
    }

    @Test("ends with the subscription", arguments: StoreUnderTest.all)
    func released(_ kind: StoreUnderTest) async throws {
        try await kind.withShop { shop in
            let (ended, other) = (Inbox(), Inbox())
            let lasting = try await other.subscribe(to: shop)
            do {
                let subscription = shop.store.subscribe { ended.add($0) }
                _ = try await shop.job()
                await ended.wait(for: 1)
                withExtendedLifetime(subscription) {}
            }
            await other.wait(for: 1)
            // Once the third has arrived here, the second has been delivered to every subscriber.
            for count in 2...3 {
                _ = try await shop.job()
                await other.wait(for: count)
            }
            #expect(ended.ids.count == 1)
            withExtendedLifetime(lasting) {}
        }
    }

    @Test(
        "delivers changes of clients, contacts and staff too, in order, and no rejected ones", arguments: StoreUnderTest.all)
    func others(_ kind: StoreUnderTest) async throws {
        try await kind.withShop { shop in
            let inbox = Inbox()
            let subscription = try await inbox.subscribe(to: shop)
            let client = try await shop.client()
            var expected = ["\(client.updatedAt) false"]
            func expectPublished() async throws {
                expected.append("\(try await shop.clients.client(client.id).updatedAt) false")
            }
            let contact = try await shop.contact(of: client)
            try await expectPublished()
            let edited = try await shop.clients.editContact(
                contact.id, of: client.id, by: shop.office, if: contact.asSeen, .success([.phone: .text("1")]))
            try await expectPublished()
            await expectEnding(.mismatch) {
                try await shop.clients.deleteContact(contact.id, of: client.id, by: shop.office, if: contact.asSeen)
            }
            let gone = try await shop.clients.deleteContact(contact.id, of: client.id, by: shop.office, if: edited.asSeen)
            try await expectPublished()
            _ = try await shop.clients.restoreContact(contact.id, of: client.id, if: gone.asSeen)
            try await expectPublished()
            let deleted = try await shop.clients.delete(
                client.id, by: shop.office, if: shop.clients.client(client.id).asSeen)
            expected.append("\(deleted.updatedAt) true")
            _ = try await shop.clients.restore(client.id, if: deleted.asSeen)
            try await expectPublished()
            _ = try await shop.staff.edit(
                shop.workshop.id, if: shop.workshop.asSeen, .success(StaffEdit(fields: [.name: .text("Other")])))
            expected.append(shop.workshop.id.text)
            await inbox.wait(for: expected.count)
            withExtendedLifetime(subscription) {}
            #expect(inbox.others == expected)
        }
    }
}
