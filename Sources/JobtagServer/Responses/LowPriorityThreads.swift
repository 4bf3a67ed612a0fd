import CScheduling
import Foundation
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
        return try await pool.runIfActive {
            lowerPriorityOfThread()
            return try body()
        }
    }

    /// Lets the calling thread take only what processor time others leave over. Its turns are short, so that what wakes up beside it, such as the
    /// kernel's threads that make a commit durable, need not wait for the end of a usual one of some 3 ms.
    static func lowerPriorityOfThread() { _ = jobtag_schedule_thread(10, 400_000) }
}
