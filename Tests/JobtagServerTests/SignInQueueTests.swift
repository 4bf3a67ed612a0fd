import JobtagCore
import Synchronization
import Testing

@testable import JobtagServer

/// Who comes next, where one password is checked at a time.
@Suite struct SignInQueueTests {
    @Test(
        "says how long to wait in seconds or whole minutes",
        arguments: [(1, "1 second"), (2, "2 seconds"), (59, "59 seconds"), (60, "1 minute"), (61, "2 minutes"), (300, "5 minutes")])
    func waiting(_ seconds: Int, _ words: String) {
        #expect(SignInQueue.waiting(seconds) == words)
    }

    private final class Order: Sendable {
        private let names = Mutex<[String]>([])
        var all: [String] { names.withLock { $0 } }
        func add(_ name: String) { names.withLock { $0.append(name) } }
    }

    private static func attempt(_ account: String, from place: String, isKnown: Bool = false) -> SignInQueue.Attempt {
        .init(key: .init(account: account, origin: isKnown ? "device \(account)" : place), place: place, isFromKnownDevice: isKnown)
    }

    private static func queue(_ clock: TestClock, maximumWaiting: Int = 512) -> SignInQueue {
        SignInQueue(
            throttle: SignInThrottle(), concurrency: 1, maximumWaiting: maximumWaiting, uptime: { clock.now },
            sleep: { try await clock.sleep(until: $0) })
    }

    /// Lets all of them wait behind one that is being checked, and tells in which order they came.
    private static func order(
        _ attempts: [SignInQueue.Attempt], maximumWaiting: Int = 512, clock: TestClock = TestClock(), waited: Duration = .zero,
        after prepare: (SignInQueue) async -> Void = { _ in }
    ) async -> [String] {
        let queue = queue(clock, maximumWaiting: maximumWaiting)
        await prepare(queue)
        let (begun, end) = (Gate(), Gate())
        let order = Order()
        return await withTaskGroup { group in
            group.addTask {
                try? await queue.inTurn(attempt("first", from: "first")) {
                    begun.open()
                    await end.wait()
                }
            }
            await begun.wait()
            for (index, attempt) in attempts.enumerated() {
                group.addTask {
                    do {
                        try await queue.inTurn(attempt) { order.add(attempt.key.account) }
                    } catch {
                        order.add("not " + attempt.key.account)
                    }
                }
                // In this order. Who is refused at once waits no longer.
                while queue.waitingCount + order.all.count <= index { await Task.yield() }
            }
            clock.advance(waited)
            end.open()
            await group.waitForAll()
            return order.all
        }
    }

    @Test func `Known devices come first, then known people, then known places, then everyone else`() async {
        let order = await Self.order([
            Self.attempt("stranger", from: "elsewhere"), Self.attempt("colleague", from: "shop"),
            Self.attempt("person", from: "shop"),
            Self.attempt("device", from: "road", isKnown: true),
        ]) { $0.recordSuccess(Self.attempt("person", from: "shop")) }
        #expect(order == ["device", "person", "colleague", "stranger"])
    }

    @Test func `Each guess makes the next one from its place wait behind others`() async {
        let guesser = (0..<5).map { Self.attempt("guess \($0)", from: "guesser") }
        let order = await Self.order(guesser + [Self.attempt("person", from: "home")]) { queue in
            queue.recordFailure(Self.attempt("x", from: "guesser"))
        }
        #expect(order == ["person"] + (0..<5).map { "guess \($0)" })
    }

    @Test func `At one place, accounts without failures come first`() async {
        let order = await Self.order([Self.attempt("tried", from: "shop"), Self.attempt("person", from: "shop")]) { queue in
            queue.recordFailure(Self.attempt("tried", from: "shop"))
        }
        #expect(order == ["person", "tried"])
    }

    @Test func `A place with many guesses loses the benefit of its successes, except for the people who made them`() async {
        let order = await Self.order([
            Self.attempt("guess", from: "shop"), Self.attempt("stranger", from: "home"), Self.attempt("person", from: "shop"),
        ]) { queue in
            queue.recordSuccess(Self.attempt("person", from: "shop"))
            for count in 0..<50 { queue.recordFailure(Self.attempt("\(count)", from: "shop")) }
        }
        #expect(order == ["person", "stranger", "guess"])
    }

    @Test func `Signing in repeatedly does not delay newcomers`() async {
        let tireless = Self.attempt("script", from: "shop")
        let order = await Self.order([tireless, Self.attempt("person", from: "home")]) { queue in
            queue.recordFailure(Self.attempt("x", from: "shop"))
            for _ in 0..<21 { queue.recordSuccess(tireless) }
        }
        #expect(order == ["person", "script"])
    }

    @Test func `If more wait than can be served, the newest come first and the oldest are rejected`() async {
        let clock = TestClock()
        let attempts = (0..<70).map { Self.attempt("\($0)", from: "\($0)") }
        let order = await Self.order(attempts, clock: clock)
        #expect(order.prefix(6) == ["69", "68", "67", "66", "65", "64"])
        #expect(order.dropFirst(6).first == "0", "by then no more wait than can be served")
        let late = await Self.order(attempts, clock: clock, waited: .seconds(20))
        #expect(late.allSatisfy { $0.hasPrefix("not ") } && late.count == 70)
    }

    @Test(.timeLimit(.minutes(1)))
    func `A sign-in is rejected after waiting for twenty seconds, even if no check has ended`() async {
        let clock = TestClock()
        let queue = Self.queue(clock)
        let (begun, end) = (Gate(), Gate())
        let first = Task {
            try await queue.inTurn(Self.attempt("first", from: "first")) {
                begun.open()
                await end.wait()
            }
        }
        await begun.wait()
        let early = Task { try await queue.inTurn(Self.attempt("early", from: "home")) {} }
        while queue.waitingCount < 1 { await Task.yield() }
        clock.advance(.seconds(10))
        let late = Task { try await queue.inTurn(Self.attempt("late", from: "home")) {} }
        while queue.waitingCount < 2 { await Task.yield() }
        clock.advance(.seconds(10))
        await #expect(throws: SignInQueueFull.self) {
            // At the time limit everybody goes on, so that the test ends.
            try await withTaskCancellationHandler {
                try await early.value
            } onCancel: {
                end.open()
            }
        }
        #expect(queue.waitingCount == 1, "the other has waited for ten")
        end.open()
        await #expect(throws: Never.self) { try await late.value }
        await #expect(throws: Never.self) { try await first.value }
        #expect(queue.waitingCount == 0)
    }

    @Test func `If the queue is full, the last one is rejected, and a newcomer can take its place`() async {
        let order = await Self.order(
            [Self.attempt("a", from: "guesser"), Self.attempt("b", from: "guesser"), Self.attempt("person", from: "home")],
            maximumWaiting: 2
        ) { $0.recordFailure(Self.attempt("x", from: "guesser")) }
        #expect(order == ["not b", "person", "a"])
    }

    @Test func `A place's first attempt comes before repeated attempts, even if none has failed yet`()
        async
    {
        // More than can be served, so that the newest of equals come first.
        let places = (0..<40).map { "guesser \($0)" }
        let again = places.map { Self.attempt("again \($0)", from: $0) }
        let order = await Self.order(
            places.map { Self.attempt("guess \($0)", from: $0) } + [Self.attempt("person", from: "home")] + again)
        #expect(order.first == "person")
    }

    @Test(arguments: [512, 70])
    func `At a place with many guesses, an account without failures comes first and is not rejected`(
        maximumWaiting: Int
    ) async {
        let guesses = (0..<70).map { _ in Self.attempt("tried", from: "shop") }
        let order = await Self.order(guesses + [Self.attempt("person", from: "shop")], maximumWaiting: maximumWaiting) { queue in
            queue.recordFailure(Self.attempt("tried", from: "shop"))
        }
        #expect(order.filter { $0 != "not tried" }.first == "person")
    }

    @Test func `A success does not count as an attempt against its place`() async {
        let order = await Self.order([
            Self.attempt("colleague", from: "shop"), Self.attempt("other", from: "other shop"),
        ]) { queue in
            queue.recordSuccess(Self.attempt("person", from: "other shop"))
            for _ in 0..<3 {
                let attempt = Self.attempt("person", from: "shop")
                try? await queue.inTurn(attempt) {}
                queue.recordSuccess(attempt)
            }
        }
        #expect(order == ["colleague", "other"])
    }
}
