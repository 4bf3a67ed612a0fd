import HTTPTypes
import HummingbirdTesting
import JobtagCore
import Testing

@testable import JobtagServer

@Suite struct SignInTests {
    private static let wrong = #"{"email":"office@example.com","password":"wrong wrong"}"#
    private static let right = #"{"email":"office@example.com","password":"\#(TestWorkshop.password)"}"#

    @Test func `After ten failures even the right password waits, and five minutes later it is heard`() async throws {
        let workshop = try await TestWorkshop()
        try await workshop.run { client in
            for _ in 0..<10 { #expect(try await client.send(.post, "/api/auth/login", body: Self.wrong).status == .unauthorized) }
            let refused = try await client.send(.post, "/api/auth/login", body: Self.right)
            #expect(refused.status == .tooManyRequests)
            #expect(refused.headers[.retryAfter] == "301")
            workshop.advance(seconds: 301)
            #expect(try await client.send(.post, "/api/auth/login", body: Self.right).status == .ok)
        }
    }

    @Test func `What succeeds clears the count`() async throws {
        let workshop = try await TestWorkshop()
        try await workshop.run { client in
            for _ in 0..<3 {
                for _ in 0..<9 { _ = try await client.send(.post, "/api/auth/login", body: Self.wrong) }
                #expect(try await client.send(.post, "/api/auth/login", body: Self.right).status == .ok)
            }
        }
    }

    @Test func `A sign-in ends after thirty days`() async throws {
        let workshop = try await TestWorkshop()
        try await workshop.run { client in
            let token = try await client.signIn(.office)
            workshop.advance(seconds: SignInService.secondsValid - 1)
            #expect(try await client.send(.get, "/api/auth/me", token: token).status == .ok)
            workshop.advance(seconds: 1)
            #expect(try await client.send(.get, "/api/auth/me", token: token).status == .unauthorized)
        }
    }

    @Test func `A password is checked against its own salt and cost`() async throws {
        let cheap = ScryptHasher(rounds: 2, parallelism: 1)
        let hash = try await cheap.hash("Grüße, Ōtautahi")
        #expect(try await cheap.hash("Grüße, Ōtautahi") != hash)
        let other = ScryptHasher(rounds: 4, parallelism: 2)
        #expect(try await other.verify("Grüße, Ōtautahi", against: hash))
        // The same text composed otherwise is the same password: keyboards differ.
        #expect(try await other.verify("Gru\u{308}ße, O\u{304}tautahi", against: hash))
        #expect(try await other.verify("grüße, Ōtautahi", against: hash) == false)
        #expect(try await other.verify("", against: "") == false)
    }
}
