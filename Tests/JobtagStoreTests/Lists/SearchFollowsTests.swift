import Foundation
import JobtagCore
import Testing

@Suite("Search results follow")
struct SearchFollowsTests {
    @Test("an edit of the job", arguments: StoreUnderTest.all, [Job.Field.name, .description, .notes, .orderNumber])
    func edit(_ kind: StoreUnderTest, _ field: Job.Field) async throws {
        try await kind.withShop { shop in
            let job = try await shop.job("x", [field: .text("gutter")])
            #expect(try await shop.search("gutter") == [job.id])
            let edited = try await shop.edit(job, [field: .text("downpipe")])
            #expect(try await shop.search("gutter").isEmpty)
            #expect(try await shop.search("downpipe") == [job.id])
            _ = try await shop.edit(edited, [.priority: .number(1)])
            #expect(try await shop.search("downpipe") == [job.id])
        }
    }

    @Test("the client's new name, for all its jobs", arguments: StoreUnderTest.all)
    func clientRename(_ kind: StoreUnderTest) async throws {
        try await kind.withShop { shop in
            let client = try await shop.client("Harbour")
            let first = try await shop.job("x", [.clientID: .text(client.id.text)])
            let second = try await shop.job("x", [.clientID: .text(client.id.text)])
            _ = try await shop.job("x", [.clientID: .text(shop.client("Quay").id.text)])
            #expect(try await shop.search("harbour") == [first.id, second.id])
            _ = try await shop.clients.edit(client.id, by: shop.office, if: client.asSeen, .success([.name: .text("Pier")]))
            #expect(try await shop.search("harbour").isEmpty)
            #expect(try await shop.search("pier") == [first.id, second.id])
        }
    }

    @Test("the job to another client, and to no client", arguments: StoreUnderTest.all)
    func clientChange(_ kind: StoreUnderTest) async throws {
        try await kind.withShop { shop in
            let (job, _, _) = try await shop.jobWithContact("x")
            let moved = try await shop.edit(job, [.clientID: .text(shop.client("Quay").id.text)])
            #expect(try await shop.search("harbour").isEmpty)
            #expect(try await shop.search("quay") == [job.id])
            _ = try await shop.edit(moved, [.clientID: .null])
            #expect(try await shop.search("quay").isEmpty)
        }
    }

    @Test("deleting and restoring, and renaming a client meanwhile", arguments: StoreUnderTest.all)
    func deletion(_ kind: StoreUnderTest) async throws {
        try await kind.withShop { shop in
            let (job, client, _) = try await shop.jobWithContact("gutter")
            let deleted = try await shop.jobs.delete(job.id, by: shop.office, if: job.asSeen)
            #expect(try await shop.search("gutter").isEmpty)
            _ = try await shop.clients.edit(client.id, by: shop.office, if: client.asSeen, .success([.name: .text("Pier")]))
            let listed = try #require(try await shop.trace(of: deleted).job)
            _ = try await shop.jobs.restore(job.id, by: shop.office, if: listed.asSeen, .success(()))
            #expect(try await shop.search("gutter", "pier") == [job.id])
        }
    }
}
