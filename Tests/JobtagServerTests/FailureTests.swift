import Foundation
import HTTPTypes
import HummingbirdTesting
import JobtagCore
import NIOCore
import Testing

@testable import JobtagServer

@Suite struct FailureTests {
    /// A store whose every write fails in a way that nobody foresaw.
    struct BrokenStore: Store {
        struct Secret: Error { let text = "password of the database" }
        let store: any Store
        var error: any Error = Secret()
        var generation: String { store.generation }
        func checkHealth() async throws { throw error }

        func read<T: Sendable>(_ body: @escaping @Sendable (any ReadSession) throws -> T) async throws -> T {
            try await store.read(body)
        }
        func write<T: Sendable>(
            expecting expected: ExpectedLookups, _ body: @escaping @Sendable (any WriteSession) throws -> T
        ) async throws -> T { throw error }
        func version(ofJob id: UUID) async throws -> Version? { throw error }
        func job(_ id: UUID) async throws -> Job? { throw error }
        func lookUp(_ lookup: RequestLookup) async throws -> RequestLookup.Result { try await store.lookUp(lookup) }
        func close() async throws { throw error }
        func subscribe(_ receive: @escaping @Sendable ([Publication]) -> Void) -> any Sendable & AnyObject {
            store.subscribe(receive)
        }
        func changes(after position: Int64, job: UUID?, limit: Int) async throws -> [PublishedChange] { throw error }
        func latestPosition() async throws -> Int64 { throw error }
    }

    @Test func `An unexpected error is a generic 500 with the request id`() async throws {
        let workshop = try await TestWorkshop()
        nonisolated(unsafe) var token = ""
        try await workshop.run { token = try await $0.signIn(.office) }
        let signedIn = token
        try await workshop.run(store: BrokenStore(store: workshop.store)) { client in
            let answer = try await client.send(.post, "/api/jobs/", token: signedIn, body: #"{"name":"x"}"#)
            #expect(answer.status == .internalServerError)
            #expect(!String(buffer: answer.body).contains("password"))
            let id = try #require(answer.headers[.requestID])
            #expect(try answer.text("detail").contains(id))
        }
    }

    @Test func `Too many writes get a 503 with Retry-After`() async throws {
        let workshop = try await TestWorkshop()
        nonisolated(unsafe) var token = ""
        try await workshop.run { token = try await $0.signIn(.office) }
        let signedIn = token
        try await workshop.run(store: BrokenStore(store: workshop.store, error: StoreBusy())) { client in
            let answer = try await client.send(.post, "/api/jobs/", token: signedIn, body: #"{"name":"x"}"#)
            #expect(answer.status == .serviceUnavailable)
            #expect(answer.headers[.retryAfter] == "1")
        }
    }
}
