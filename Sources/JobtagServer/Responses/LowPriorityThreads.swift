import CScheduling
import Foundation
import NIOCore
import NIOPosix

/// Threads for computations that take long, such as merging long texts: not on threads that other requests wait for, and with what processor time
/// these leave over.
enum LowPriorityThreads {
    private static let pool: NIOThreadPool = {
        let pool = NIOThreadPool(numberOfThreads: min(max(ProcessInfo.processInfo.activeProcessorCount, 1), 4))
        pool.start()
        return pool
    }()

    /// - Parameter isLong: Whether it takes long; else it is run where it is called.
    static func run<Result: Sendable>(
        if isLong: Bool = true, _ body: @escaping @Sendable () throws -> Result
    ) async throws -> Result {
        guard isLong else { return try body() }
        return try await pool.runAtLowPriority(body)
    }
}

extension NIOThreadPool {
    /// Runs `body` on one of these threads, with what processor time others leave over. Its turns are short, so that what wakes up beside it, such as
    /// the kernel's threads that make a commit durable, need not wait for the end of one of usual length, 1.4 to 3 ms.
    func runAtLowPriority<Result: Sendable>(_ body: @escaping @Sendable () throws -> Result) async throws -> Result {
        // An event loop goes on with the task. If a thread of low priority did, it might start a worker for it, which would inherit the priority,
        // and without privileges never get rid of it.
        try await runIfActive(eventLoop: MultiThreadedEventLoopGroup.singleton.any()) {
            _ = jobtag_schedule_thread(Self.lowPriority, 400_000)
            return try body()
        }.get()
    }

    /// A nice value, from that of the thread with which the process began.
    private static let lowPriority = min(19, getpriority(__priority_which_t(PRIO_PROCESS.rawValue), id_t(getpid())) + 5)
}
