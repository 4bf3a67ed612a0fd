import Foundation
import JobtagCore
import Testing

@Suite("Among many concurrent writes")
struct GroupCommitTests {
    private static let count = 240

    /// What the writes of a crowd do, by turns.
    private enum Part: Int, CaseIterable {
        case edit, refusedData, refusedState, constraint, halfway, event

        var succeeds: Bool { self == .edit || self == .event }
    }

    @Test("those that fail do so independently, and the rest exists after closing and reopening", arguments: StoreUnderTest.all)
    func mixed(_ kind: StoreUnderTest) async throws {
        try await kind.withPlace { place in
            let (jobs, before) = try await place.open { shop in
                let (jobs, before) = try await Self.prepare(shop)
                let endings = await race(Self.count) { number in
                    try await Self.write(Self.part(number), jobs[number], other: jobs[(number + 1) % Self.count], number, shop)
                }.map(\.ending)
                for number in 0..<Self.count {
                    let (part, ending) = (Self.part(number), endings[number])
                    switch part {
                    case .edit, .event: #expect(ending == .done)
                    case .refusedData: #expect(ending == .invalid("priority"))
                    case .refusedState: #expect(ending == .conflict)
                    case .halfway: #expect(ending == Ending(Deliberate()))
                    case .constraint:
                        guard case .failed(let why) = ending, ending != Ending(Deliberate()) else {
                            Issue.record("\(ending)")
                            continue
                        }
                        #expect(!why.isEmpty)
                    }
                }
                try await Self.check(jobs, before, shop)
                return (jobs, before)
            }
            try await place.open { shop in try await Self.check(jobs, before, shop) }
        }
    }

    private static func part(_ number: Int) -> Part { Part.allCases[number % Part.allCases.count] }

    private static func prepare(_ shop: Shop) async throws -> ([Job], [Trace]) {
        let jobs = try await race(count) { try await shop.job("Job number \($0)") }.map { try $0.get() }
        var traces: [Trace] = []
        for job in jobs { traces.append(try await shop.trace(of: job)) }
        return (jobs, traces)
    }

    private static func write(_ part: Part, _ job: Job, other: Job, _ number: Int, _ shop: Shop) async throws {
        switch part {
        case .edit: _ = try await shop.edit(job, [.name: .text("Edited \(number)")])
        case .refusedData: _ = try await shop.edit(job, [.name: .text("Refused"), .priority: .number(-1)])
        case .refusedState: _ = try await shop.jobs.acceptQuote(of: job.id, by: shop.office, if: job.asSeen, .success(()))
        case .event: _ = try await shop.addEvent("Event \(number)", to: job)
        case .constraint, .halfway:
            try await shop.store.write { session in
                // First something of a neighbour's and its own, which must not stay.
                let victims = try [other, job].sorted { $0.id.text < $1.id.text }.compactMap { try session.lockJob($0.id) }
                for stored in victims {
                    var changed = stored
                    changed.name = "Broken"
                    changed.priority = 99
                    changed.updatedAt = stored.updatedAt.next(now: shop.clock.now)
                    try session.update(changed, from: stored)
                }
                try session.setSetting("broken", to: "yes")
                guard part == .constraint else { throw Deliberate() }
                try session.insert(job)
            }
        }
    }

    private static func check(_ jobs: [Job], _ before: [Trace], _ shop: Shop) async throws {
        for (number, job) in jobs.enumerated() {
            let trace = try await shop.trace(of: job)
            try expectUnbroken(trace)
            switch part(number) {
            case .edit: #expect(trace.job?.name == "Edited \(number)")
            case .event: #expect(trace.events.map(\.description) == ["Event \(number)"])
            default: #expect(trace == before[number])
            }
            #expect(trace.changes.count == (part(number).succeeds ? 2 : 1))
            #expect(trace.job?.priority == 0)
            #expect(try await shop.store.version(ofJob: job.id) == trace.job?.version)
        }
        #expect(try await shop.search("broken").isEmpty)
        #expect(try await shop.search("refused").isEmpty)
        let setting = try await shop.store.read { try $0.setting("broken") }
        #expect(setting == nil)
        var query = JobQuery()
        (query.words, query.limit) = (["edited"], count)
        #expect(try await shop.jobs.list(query).items.count == count / Part.allCases.count)
    }

    @Test("each sees the writes before it, and none sees one that failed", arguments: StoreUnderTest.all)
    func counter(_ kind: StoreUnderTest) async throws {
        try await kind.withPlace { place in
            let acknowledged = try await place.open { shop in
                let results = await race(300) { number in
                    try await shop.store.write { session in
                        let next = (Int(try session.setting("count") ?? "0") ?? 0) + 1
                        try session.setSetting("count", to: "\(next)")
                        if number % 3 == 0 { throw Deliberate() }
                        return next
                    }
                }
                return results.compactMap(\.value)
            }
            #expect(acknowledged.sorted() == Array(1...200))
            try await place.open { shop in
                let stored = try await shop.store.read { try $0.setting("count") }
                #expect(stored == "200")
            }
        }
    }

    @Test("a write that is made while others fail is made once", arguments: StoreUnderTest.all)
    func once(_ kind: StoreUnderTest) async throws {
        try await kind.withShop { shop in
            let results = await race(120) { number in
                if number % 2 == 0 { return try await shop.job("Job \(number)") }
                return try await shop.store.write { session in
                    _ = try session.nextJobNumber()
                    throw Deliberate()
                }
            }
            let made = results.compactMap(\.value)
            #expect(made.count == 60)
            #expect(Set(made.map(\.number)).count == 60)
            #expect((made.map(\.number).max() ?? 0) - (made.map(\.number).min() ?? 0) == 59)
            var query = JobQuery()
            query.limit = 1000
            let stored = try await shop.jobs.list(query).items
            #expect(Set(stored) == Set(made))
            for job in made { #expect(try await shop.store.version(ofJob: job.id) == job.version) }
        }
    }
}
