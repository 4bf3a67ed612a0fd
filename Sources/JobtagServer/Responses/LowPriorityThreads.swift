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

    static func run<Result: Sendable>(_ body: @escaping @Sendable () throws -> Result) async throws -> Result {
        try await pool.runIfActive {
            // On Linux the priority is the thread's own.
            _ = setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, 5)
            return try body()
        }
    }
}
