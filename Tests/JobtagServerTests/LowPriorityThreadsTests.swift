import Foundation
import Testing

@testable import JobtagServer

@Suite("A long computation")
struct LowPriorityThreadsTests {
    private static func niceness(of thread: id_t = 0) -> Int32 { getpriority(__priority_which_t(PRIO_PROCESS.rawValue), thread) }

    @Test("runs on a low-priority thread, and a short one on the caller's thread")
    func niceness() async throws {
        let usual = Self.niceness(of: id_t(getpid()))
        #expect(try await LowPriorityThreads.run { Self.niceness() } == min(19, usual + 5))
        #expect(try await LowPriorityThreads.run(if: false) { Self.niceness() } <= usual)
    }

    @Test("rethrows its error")
    func failure() async {
        struct Failure: Error {}
        await #expect(throws: Failure.self) { try await LowPriorityThreads.run { throw Failure() } }
    }
}
