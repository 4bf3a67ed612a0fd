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

    @Test func `A queue of password checks that is full is 503, says so, and counts as no failure`() async throws {
        let workshop = try await TestWorkshop()
        let settings = ServerSettings()
        try await workshop.run(settings, hasher: ScryptHasher(rounds: 2, parallelism: 1, maximumWaiting: 0)) { client in
            for body in [Self.right, Self.wrong] {
                for _ in 0..<20 {
                    let answer = try await client.send(.post, "/api/auth/login", body: body)
                    #expect(answer.status == .serviceUnavailable)
                    #expect(try answer.text("type") == "/problems/busy")
                    #expect(try answer.text("detail").contains("signing in"))
                    #expect(answer.headers[.retryAfter] == "3")
                }
            }
        }
    }

    private static let address = ("office@example.com", "192.0.2.1")

    @Test func `An attempt that was withdrawn leaves the failures before it`() {
        let throttle = SignInThrottle()
        let now = Timestamp(microseconds: 1_790_000_000_000_000)
        func admit() -> Int? { throttle.admit(email: Self.address.0, origin: Self.address.1, now: now) }
        for _ in 0..<9 { #expect(admit() == nil) }
        for _ in 0..<200 {
            #expect(admit() == nil)
            throttle.withdraw(email: Self.address.0, origin: Self.address.1)
        }
        #expect(admit() == nil)
        #expect(admit() == 301)
    }

    @Test func `A clock that is put back locks nobody out for longer`() {
        let throttle = SignInThrottle()
        let now = Timestamp(microseconds: 1_790_000_000_000_000)
        func admit(_ now: Timestamp) -> Int? { throttle.admit(email: Self.address.0, origin: Self.address.1, now: now) }
        for _ in 0..<10 { #expect(admit(now) == nil) }
        #expect(admit(now) == 301)
        let earlier = now.adding(seconds: -86_400)
        #expect(admit(earlier) == nil)
        for _ in 0..<9 { _ = admit(earlier) }
        #expect(admit(earlier) == 301)
    }

    @Test func `Of an address of any length the throttle keeps the beginning`() {
        let throttle = SignInThrottle()
        let now = Timestamp(microseconds: 1_790_000_000_000_000)
        for count in 0..<10 {
            let email = String(repeating: "e\u{301}", count: 1000 + count)
            #expect(throttle.admit(email: email, origin: "x", now: now) == nil)
        }
        #expect(throttle.admit(email: String(repeating: "e\u{301}", count: 5000), origin: "x", now: now) == 301)
        #expect(throttle.admit(email: "e", origin: "x", now: now) == nil)
    }

    @Test(
        "An address is looked up without white space around it, in lower case and composed",
        arguments: [
            "office@example.com", "Office@example.com ", "\u{A0}office@EXAMPLE.com\u{3000}", "\r\noffice@example.com\t",
            "\u{85}office@example.com",
        ])
    func address(_ typed: String) {
        #expect(SignInService.normalized(email: typed).utf8.elementsEqual("office@example.com".utf8))
        #expect(SignInService.normalized(email: " Jose\u{301}@x ").utf8.elementsEqual("jos\u{E9}@x".utf8))
        #expect(SignInService.normalized(email: " \u{301}x").unicodeScalars.count == 2)
        #expect(SignInService.normalized(email: " \t") == "")
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
