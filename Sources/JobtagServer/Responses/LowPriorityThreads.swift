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
            // On Linux the priority is the thread's own.
            _ = setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, 5)
            return try body()
        }
    }
}
