import NIOCore
import Testing

@testable import JobtagServer

@Suite struct TransferDeadlineTests {
    private static let rate = TransferRate(bytesPerSecond: 1000, grace: .seconds(20))
    private static let start = NIODeadline.uptimeNanoseconds(1_000_000_000_000)

    private static func at(_ seconds: Int64) -> NIODeadline { start + .seconds(seconds) }

    @Test func `A transfer without progress ends after the grace period`() {
        #expect(TransferDeadline(rate: Self.rate, now: Self.start).value == Self.at(20))
    }

    @Test func `Occasional bytes extend the deadline only slightly`() {
        var deadline = TransferDeadline(rate: Self.rate, now: Self.start)
        for second in Int64(1)...19 { deadline.record(bytes: 1, now: Self.at(second)) }
        #expect(deadline.value < Self.at(21))
    }

    @Test func `A transfer at the minimum rate continues indefinitely`() {
        var deadline = TransferDeadline(rate: Self.rate, now: Self.start)
        for second in Int64(1)...100_000 {
            deadline.record(bytes: 1000, now: Self.at(second))
            guard deadline.value > Self.at(second) else {
                Issue.record("cut after \(second) s")
                return
            }
        }
    }

    @Test func `A fast transfer can pause only for the grace period`() {
        var deadline = TransferDeadline(rate: Self.rate, now: Self.start)
        deadline.record(bytes: .max, now: Self.at(1))
        #expect(deadline.value == Self.at(21))
    }

    @Test func `A response is too slow only while part of it is waiting`() {
        var answer = ResponseProgress(rate: Self.rate)
        #expect(!answer.isTooSlow(now: Self.at(1000)))
        answer.wrote(5000, now: Self.start)
        #expect(!answer.isTooSlow(now: Self.at(19)))
        #expect(answer.isTooSlow(now: Self.at(20)))
        answer.left(5000, now: Self.at(20))
        #expect(!answer.isTooSlow(now: Self.at(1000)))
    }

    @Test func `Only newly acknowledged bytes count`() {
        var answer = ResponseProgress(rate: Self.rate)
        answer.wrote(1_000_000, now: Self.start)
        answer.acknowledged(70_000, now: Self.at(5))
        #expect(answer.isTooSlow(now: Self.at(20)))
        answer.acknowledged(80_000, now: Self.at(10))
        #expect(!answer.isTooSlow(now: Self.at(29)))
        #expect(answer.isTooSlow(now: Self.at(30)))
    }
}
