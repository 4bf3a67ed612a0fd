import Dispatch
import Foundation
import JobtagCore
import Synchronization
import Testing

@testable import JobtagStore

@Suite("On PostgreSQL", .enabled(if: PostgreSQLServer.forTests != nil, "make test-swift starts a server"))
struct SeveralServersTests {
    /// Two servers on one database.
    private func withTwo(_ body: (Shop, Shop) async throws -> Void) async throws {
        let server = try #require(PostgreSQLServer.forTests)
        try await StoreUnderTest.postgreSQL(server).withPlace { place in
            try await place.open { first in try await place.open { second in try await body(first, second) } }
        }
    }

    @Test("a change is not delivered before another one that can still get an earlier position")
    func orderOfCommits() async throws {
        try await withTwo { first, second in
            var jobs: [Job] = []
            try await second.untilPublished(2) { jobs = [try await first.job("Slow"), try await first.job("Quick")] }
            let (slow, quick) = (jobs[0], jobs[1])
            let (published, continuation) = AsyncStream.makeStream(of: PublishedChange.self)
            let position = try await second.store.latestPosition()
            let subscription = second.store.subscribe { publications in
                for case .change(let change) in publications where change.position > position { continuation.yield(change) }
            }
            let (hasWritten, mayCommit) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
            let slowWrite = Task {
                try await first.store.write { session in
                    try Self.change(slow, session, first)
                    hasWritten.signal()
                    mayCommit.wait()
                }
            }
            await Self.waiting(for: hasWritten)
            // It is committed and acknowledged, and visible on both servers, but not yet in the stream.
            let edited = try await second.edit(quick, [.notes: .text("Quick")])
            #expect(try await first.store.version(ofJob: quick.id) == edited.version)
            #expect(try await second.store.changes(after: position, job: nil, limit: 10).isEmpty)
            mayCommit.signal()
            try await slowWrite.value
            var iterator = published.makeAsyncIterator()
            let changes = [await iterator.next(), await iterator.next()].compactMap(\.self)
            #expect(changes.map(\.change.record.id) == [slow.id, quick.id])
            #expect(changes[0].position < changes[1].position)
            withExtendedLifetime(subscription) {}
        }
    }

    @Test("a lock that orders changes is refused after a write")
    func lockAfterWrite() async throws {
        try await withTwo { shop, _ in
            let (job, other) = (try await shop.job(), try await shop.job())
            await #expect(throws: StoredValueError.self) {
                try await shop.store.write { session in
                    try Self.change(job, session, shop)
                    _ = try session.lockJob(other.id)
                }
            }
            #expect(try await shop.store.version(ofJob: job.id) == job.version)
        }
    }

    @Test("two writes that wait for each other are both made")
    func deadlock() async throws {
        try await withTwo { first, second in
            let jobs = [try await first.job(), try await first.job()]
            let attempts = Mutex([0, 0])
            let meeting = [DispatchSemaphore(value: 0), DispatchSemaphore(value: 0)]
            let endings = await race(2) { number in
                let shop = [first, second][number]
                try await shop.store.write { session in
                    let attempt = attempts.withLock { attempts in
                        attempts[number] += 1
                        return attempts[number]
                    }
                    _ = try session.lockJob(jobs[number].id)
                    if attempt == 1 {
                        meeting[number].signal()
                        meeting[1 - number].wait()
                    }
                    _ = try session.lockJob(jobs[1 - number].id)
                    try session.setSetting("write-\(number)", to: "made")
                }
            }.map(\.ending)
            #expect(endings == [.done, .done])
            #expect(attempts.withLock { $0.reduce(0, +) } == 3)
            for number in 0...1 { #expect(try await first.store.read { try $0.setting("write-\(number)") } == "made") }
        }
    }

    @Test("messages reach the other server in order, however many and long, and not their sender")
    func messages() async throws {
        try await withTwo { first, second in
            // Once a change has arrived, the second one listens.
            try await second.untilPublished(1) { _ = try await first.job() }
            let (received, continuation) = AsyncStream.makeStream(of: ServerMessage.self)
            let subscription = second.store.subscribe { publications in
                for case .message(let message) in publications { continuation.yield(message) }
            }
            let own = Mutex(0)
            let ownSubscription = first.store.subscribe { publications in
                for case .message in publications { own.withLock { $0 += 1 } }
            }
            let messages = (0..<200).map { number in
                ServerMessage.signInFailure(
                    account: String(repeating: "é", count: number * 4) + "\(number)", origin: "192.0.2.1", place: "192.0.2.1")
            }
            // One that is too long for a notification is left out, and does not keep the others.
            first.store.broadcast(.signInSuccess(account: String(repeating: "x", count: 9000), origin: ""))
            for message in messages { first.store.broadcast(message) }
            var seen: [ServerMessage] = []
            for await message in received.prefix(200) { seen.append(message) }
            #expect(seen == messages)
            #expect(own.withLock { $0 } == 0)
            withExtendedLifetime((subscription, ownSubscription)) {}
        }
    }

    @Test("connections that PostgreSQL has closed are made again")
    func closedConnections() async throws {
        try await withTwo { first, second in
            let job = try await first.job()
            // All connections of both servers but the one that does this; waits until they are gone.
            _ = try? await first.store.write { session in
                let connection = try #require((session as? SQLSession)?.connection)
                _ = try connection.query(
                    """
                    SELECT COUNT(pg_terminate_backend(pid, 10000)) FROM pg_stat_activity
                    WHERE datname = current_database() AND pid <> pg_backend_pid()
                    """, []
                ) { $0.int(0) }
            }
            try await first.untilPublished(1) { _ = try await second.edit(job, [.notes: .text("After")]) }
            #expect(try await first.current(job).notes == "After")
        }
    }

    @Test("a request waits a few seconds for a connection, and is then told that the server is busy")
    func exhaustedPool() async throws {
        let server = try #require(PostgreSQLServer.forTests)
        try await StoreUnderTest.postgreSQL(server).withPlace { place in
            let store = try await PostgreSQLStore(server.settings.with(database: place.address), connections: 1)
            let (isRunning, mayEnd) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
            let write = Task {
                try await store.write { _ in
                    isRunning.signal()
                    mayEnd.wait()
                }
            }
            await Self.waiting(for: isRunning)
            let start = ContinuousClock.now
            await #expect(throws: StoreBusy.self) { try await store.version(ofJob: UUID()) }
            #expect(ContinuousClock.now - start < .seconds(5))
            mayEnd.signal()
            try await write.value
            #expect(try await store.version(ofJob: UUID()) == nil)
            try await store.close()
        }
    }

    /// Changes a job without the locks that a use case takes.
    private static func change(_ job: Job, _ session: any WriteSession, _ shop: Shop) throws {
        var changed = job
        changed.notes = "Slow"
        changed.updatedAt = job.updatedAt.next(now: shop.clock.now)
        try session.update(changed, from: job)
        try session.insert(
            RecordChange(
                id: shop.ids.next(), of: .job(job.id), version: changed.updatedAt, previous: job.updatedAt, at: changed.updatedAt,
                by: shop.office.person, kind: .updated, before: [:], after: ["notes": .text("Slow")], summary: "Changed the notes"))
        // So that PostgreSQL has received it.
        _ = try session.nextVersion(now: shop.clock.now)
    }

    private static func waiting(for semaphore: DispatchSemaphore) async {
        await withCheckedContinuation { done in
            DispatchQueue.global().async {
                semaphore.wait()
                done.resume()
            }
        }
    }
}
