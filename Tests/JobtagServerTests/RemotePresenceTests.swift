import Foundation
import JobtagCore
import Testing

@testable import JobtagServer

@Suite("Who has a job open on other servers")
struct RemotePresenceTests {
    private let job = UUID()
    private let other = UUID()
    private let first = UUID()
    private let second = UUID()
    private let ada = Person(id: UUID(), name: "Ada")
    private let otto = Person(id: UUID(), name: "Otto")
    private let start = ContinuousClock.now

    @Test("is what each server told last, and no news if the people are the same")
    func latest() {
        var presence = RemotePresence()
        let isNews = [
            presence.note([ada], on: job, of: first, now: start), presence.note([otto], on: job, of: second, now: start),
            presence.note([ada], on: job, of: first, now: start + .seconds(2)),
            presence.note([ada, otto], on: job, of: second, now: start + .seconds(2)),
            presence.note([], on: other, of: second, now: start),
        ]
        #expect(isNews == [true, true, false, false, false])
        #expect(Set(presence.people(on: job)) == [ada, otto])
        #expect(presence.people(on: other).isEmpty)
        let hasLeft = [
            presence.note([], on: job, of: first, now: start), presence.note([otto], on: job, of: second, now: start),
        ]
        #expect(hasLeft == [false, true])
        #expect(presence.people(on: job) == [otto])
    }

    @Test("is forgotten eight seconds after a server has last told")
    func expiry() {
        var presence = RemotePresence()
        _ = presence.note([ada], on: job, of: first, now: start)
        _ = presence.note([otto], on: other, of: second, now: start + .seconds(2))
        let removed = [
            presence.removeExpired(now: start + .milliseconds(7999)), presence.removeExpired(now: start + .seconds(8)),
        ]
        #expect(removed == [[], [job]])
        #expect(presence.people(on: job).isEmpty)
        #expect(presence.people(on: other) == [otto])
    }
}
