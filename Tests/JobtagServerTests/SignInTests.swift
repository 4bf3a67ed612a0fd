import HTTPTypes
import HummingbirdTesting
import JobtagCore
import Testing

@testable import JobtagServer

@Suite struct SignInTests {
    private static let wrong = #"{"email":"office@example.com","password":"wrong wrong"}"#
    private static let right = #"{"email":"office@example.com","password":"\#(TestWorkshop.password)"}"#

    @Test func `After ten failures even the correct password waits, twice as long after each further failure`() async throws {
        let workshop = try await TestWorkshop()
        try await workshop.run { client in
            for _ in 0..<10 { #expect(try await client.send(.post, "/api/auth/login", body: Self.wrong).status == .unauthorized) }
            for seconds in [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300] as [Int64] {
                let refused = try await client.send(.post, "/api/auth/login", body: Self.right)
                #expect(refused.status == .tooManyRequests)
                #expect(refused.headers[.retryAfter] == String(seconds))
                // What was refused makes nobody wait for longer.
                workshop.advance(seconds: seconds)
                #expect(try await client.send(.post, "/api/auth/login", body: Self.wrong).status == .unauthorized)
            }
            workshop.advance(seconds: 300)
            #expect(try await client.send(.post, "/api/auth/login", body: Self.right).status == .ok)
            #expect(try await client.send(.post, "/api/auth/login", body: Self.wrong).status == .unauthorized)
        }
    }

    @Test func `A success resets the count`() async throws {
        let workshop = try await TestWorkshop()
        try await workshop.run { client in
            for _ in 0..<3 {
                for _ in 0..<9 { _ = try await client.send(.post, "/api/auth/login", body: Self.wrong) }
                #expect(try await client.send(.post, "/api/auth/login", body: Self.right).status == .ok)
            }
        }
    }

    @Test func `A browser in which this person has signed in before does not wait for other people's failures`() async throws {
        let workshop = try await TestWorkshop()
        try await workshop.run { client in
            let first = try await client.send(.post, "/api/auth/login", body: Self.right)
            let cookies = first.headers[values: .setCookie].map { String($0.prefix { $0 != ";" }) }
            let device = try #require(cookies.first { $0.hasPrefix(DeviceCookie.baseName) })
            for _ in 0..<11 { _ = try await client.send(.post, "/api/auth/login", body: Self.wrong) }
            #expect(try await client.send(.post, "/api/auth/login", body: Self.right).status == .tooManyRequests)
            func fromDevice(_ cookie: String, _ body: String) async throws -> HTTPResponse.Status {
                try await client.send(.post, "/api/auth/login", headers: [(.cookie, cookie)], body: body).status
            }
            #expect(try await fromDevice(device, Self.right) == .ok)
            // One that somebody made up, and one of another person, are no such browser.
            let other = Self.right.replacing("office@", with: "admin@")
            #expect(try await fromDevice(device + "AAAA", Self.right) == .tooManyRequests)
            for _ in 0..<11 {
                _ = try await client.send(.post, "/api/auth/login", body: Self.wrong.replacing("office@", with: "admin@"))
            }
            #expect(try await fromDevice(device, other) == .tooManyRequests)
            // It guesses no more often than others.
            for _ in 0..<10 { #expect(try await fromDevice(device, Self.wrong) == .unauthorized) }
            #expect(try await fromDevice(device, Self.right) == .tooManyRequests)
        }
    }

    @Test func `A full sign-in queue gets a 503 that says so, and does not count as a failure`() async throws {
        let workshop = try await TestWorkshop()
        var settings = ServerSettings()
        settings.maximumSignInsWaiting = 0
        try await workshop.run(settings, hasher: NeverHasher()) { client in
            // One is being checked, for ever.
            let held = Task { try await client.send(.post, "/api/auth/login", body: Self.right) }
            await NeverHasher.begun.wait()
            for body in [Self.right, Self.wrong] {
                for _ in 0..<20 {
                    let answer = try await client.send(.post, "/api/auth/login", body: body)
                    #expect(answer.status == .serviceUnavailable)
                    #expect(try answer.text("type") == "/problems/busy")
                    #expect(try answer.text("detail").contains("sign-ins are waiting"))
                    #expect(answer.headers[.retryAfter] == "3")
                }
            }
            NeverHasher.end.open()
            #expect(try await held.value.status == .unauthorized)
        }
    }

    private static let key = SignInThrottle.Key(account: "office@example.com", origin: "192.0.2.1")

    @Test func `The throttle stores only the beginning of a long address`() {
        let throttle = SignInThrottle()
        func key(_ count: Int) -> SignInThrottle.Key {
            SignInThrottle.Key(account: String(repeating: "e\u{301}", count: count), origin: "x")
        }
        for count in 0..<10 { throttle.recordFailure(key(1000 + count), uptime: .zero) }
        #expect(throttle.secondsToWait(key(5000), uptime: .zero) == 1)
        #expect(throttle.secondsToWait(.init(account: "e", origin: "x"), uptime: .zero) == nil)
    }

    @Test func `Failures are forgotten a quarter of an hour after the last one`() {
        let throttle = SignInThrottle()
        for _ in 0..<30 { throttle.recordFailure(Self.key, uptime: .seconds(5)) }
        #expect(throttle.secondsToWait(Self.key, uptime: .seconds(6)) == 299)
        #expect(throttle.count(Self.key, uptime: .seconds(904)) == 30)
        #expect(throttle.count(Self.key, uptime: .seconds(905)) == 0)
    }

    @Test func `However many accounts are tried, a waiting account keeps waiting`() {
        let throttle = SignInThrottle()
        for _ in 0..<20 { throttle.recordFailure(Self.key, uptime: .zero) }
        for count in 0..<50_000 { throttle.recordFailure(.init(account: "\(count)", origin: "x"), uptime: .zero) }
        #expect(throttle.secondsToWait(Self.key, uptime: .zero) == 300)
    }

    @Test(
        "An address is looked up without surrounding white space, in lower case and composed",
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

    @Test func `A session ends after thirty days`() async throws {
        let workshop = try await TestWorkshop()
        try await workshop.run { client in
            let token = try await client.signIn(.office)
            workshop.advance(seconds: SignInService.secondsValid - 1)
            #expect(try await client.send(.get, "/api/auth/me", token: token).status == .ok)
            workshop.advance(seconds: 1)
            #expect(try await client.send(.get, "/api/auth/me", token: token).status == .unauthorized)
        }
    }

    @Test func `A password is checked with its own salt and cost`() async throws {
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
