import CScheduling
import Foundation
import NIOCore
import NIOPosix

/// Threads for long computations, such as merging long texts: separate from threads that other requests need, and with the processor time
/// that these leave.
enum LowPriorityThreads {
    private static let pool: NIOThreadPool = {
        let pool = NIOThreadPool(numberOfThreads: min(max(ProcessInfo.processInfo.activeProcessorCount, 1), 4))
        pool.start()
        return pool
    }()

    /// - Parameter isLong: Whether it takes long; otherwise it runs on the caller's thread.
    static func run<Result: Sendable>(
        if isLong: Bool = true, _ body: @escaping @Sendable () throws -> Result
    ) async throws -> Result {
        guard isLong else { return try body() }
        return try await pool.runAtLowPriority(body)
    }
}

extension NIOThreadPool {
    /// Runs `body` on one of these threads, with the remaining processor time. Its time slices are short, so that threads that wake up, such as
    /// the kernel's that make a commit durable, need not wait for the end of a usual slice of 1.4 to 3 ms.
    func runAtLowPriority<Result: Sendable>(_ body: @escaping @Sendable () throws -> Result) async throws -> Result {
        // The task continues on an event loop. On a low-priority thread, it might start a worker that inherits the priority,
        // which cannot be raised again without privileges.
        try await runIfActive(eventLoop: MultiThreadedEventLoopGroup.singleton.any()) {
            _ = jobtag_schedule_thread(Self.lowPriority, 400_000)
            return try body()
        }.get()
    }

    /// A nice value, relative to that of the thread with which the process started.
    private static let lowPriority = min(19, getpriority(__priority_which_t(PRIO_PROCESS.rawValue), id_t(getpid())) + 5)
}
