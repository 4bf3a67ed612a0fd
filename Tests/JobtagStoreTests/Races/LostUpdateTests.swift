import Foundation
import JobtagCore
import Testing

@Suite("Writers who repeatedly read, change and write")
struct LostUpdateTests {
    private static let writers = 16
    private static let rounds = 20

    @Test("lose nothing: every acknowledged token exists once", arguments: StoreUnderTest.all)
    func tokens(_ kind: StoreUnderTest) async throws {
        try await kind.withShop { shop in
            let job = try await shop.job()
            let results = await race(Self.writers) { writer in
                for round in 0..<Self.rounds { try await Self.append("<\(writer).\(round)>", to: job, shop) }
            }
            #expect(results.allSatisfy { $0.ending == .done })
            let expected = (0..<Self.writers).flatMap { writer in (0..<Self.rounds).map { "\(writer).\($0)" } }
            let notes = try await shop.current(job).notes
            let found = notes.split(whereSeparator: { $0 == "<" || $0 == ">" }).map(String.init)
            #expect(found.sorted() == expected.sorted())

            let trace = try await shop.trace(of: job)
            #expect(trace.changes.count == 1 + Self.writers * Self.rounds)
            try expectUnbroken(trace)
            // Each record begins where the one before it ended: nobody wrote on anything but what they had read.
            let ends = trace.changes.reversed().map { ($0.before["notes"] ?? .null, $0.after["notes"]) }
            #expect(zip(ends.dropFirst(), ends).allSatisfy { later, earlier in later.0 == earlier.1 })
        }
    }

    /// Reads, and writes what it read and one more, until it is the one who may. What it is told of the job meanwhile is never older
    /// than what it was told before.
    private static func append(_ token: String, to job: Job, _ shop: Shop) async throws {
        var seen = try await shop.current(job)
        while true {
            do {
                let written = try await shop.edit(seen, [.notes: .text(seen.notes + token)])
                let known = try await shop.store.version(ofJob: job.id)
                #expect(try #require(known).updatedAt >= written.updatedAt)
                return
            } catch JobError.versionMismatch(let mismatch) {
                guard case .job(let current) = mismatch.current else { throw JobError.versionMismatch(mismatch) }
                #expect(current.updatedAt > seen.updatedAt)
                #expect(mismatch.changes?.last?.version == current.updatedAt)
                seen = current
            }
        }
    }

    @Test("lose nothing on separate jobs either", arguments: StoreUnderTest.all)
    func apart(_ kind: StoreUnderTest) async throws {
        try await kind.withShop { shop in
            let results = await race(Self.writers) { writer in
                var job = try await shop.job("Job of \(writer)")
                for round in 1...Self.rounds {
                    job = try await shop.edit(job, [.priority: .number(Int64(round))])
                    #expect(try await shop.store.version(ofJob: job.id) == job.version)
                    let read = try await shop.current(job)
                    #expect(read == job)
                }
                return job
            }
            for result in results {
                let job = try result.get()
                let trace = try await shop.trace(of: job)
                #expect(trace.job == job)
                #expect(trace.changes.count == 1 + Self.rounds)
                try expectUnbroken(trace)
            }
        }
    }
}
