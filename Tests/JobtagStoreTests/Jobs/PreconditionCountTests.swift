import JobtagCore
import Synchronization
import Testing

@Suite("A precondition")
struct PreconditionCountTests {
    private final class Counted: VersionPrecondition {
        let base: Expected
        private let evaluations = Mutex(0)
        var count: Int { evaluations.withLock { $0 } }

        init(_ base: Expected) { self.base = base }

        var named: [Version] { base.named }
        func evaluate(_ current: Version?) -> PreconditionResult {
            evaluations.withLock { $0 += 1 }
            return base.evaluate(current)
        }
    }

    @Test("is evaluated once in the transaction, whether it is met or not", arguments: StoreUnderTest.all)
    func inTransaction(_ kind: StoreUnderTest) async throws {
        try await kind.withShop { shop in
            let job = try await shop.job()
            let service = shop.jobs.service
            for ending in [Ending.done, .mismatch] {
                let precondition = Counted(job.asSeen)
                await expectEnding(ending) {
                    try await shop.store.write {
                        try service.edit(job.id, in: $0, by: shop.office, if: precondition, .success([.priority: .number(7)]))
                    }
                    _ = try await shop.edit(try await shop.current(job), [.name: .text("Other")])
                }
                #expect(precondition.count == 1)
            }
        }
    }

    @Test("is evaluated once where a stale change is refused on a snapshot", arguments: StoreUnderTest.all)
    func onSnapshot(_ kind: StoreUnderTest) async throws {
        try await kind.withShop { shop in
            let job = try await shop.job()
            _ = try await shop.edit(job, [.priority: .number(1)])
            let precondition = Counted(job.asSeen)
            let service = shop.jobs.service
            await expectEnding(.mismatch) {
                try await shop.store.read {
                    try service.refuseStale(
                        job.id, in: $0, by: shop.office2, if: precondition, .success([.priority: .number(2)]))
                }
            }
            #expect(precondition.count == 1)
        }
    }
}
