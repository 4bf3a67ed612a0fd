import JobtagCore
import Logging
import ServiceLifecycle

/// Removes expired data every hour.
struct PurgeService: Service {
    let store: any Store
    /// Days to keep changes; nil for no limit.
    let historyDays: Int?
    let logger: Logger

    func run() async throws {
        try? await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                do {
                    let now = UseCaseEnvironment.live.now()
                    let deletedBefore = Deletion.oldestRecoverable(at: now)
                    let historyBefore = historyDays.map { now.adding(seconds: -Int64($0) * 86_400) }
                    try await store.write {
                        try $0.purge(now: now, deletedBefore: deletedBefore, historyBefore: historyBefore)
                    }
                } catch {
                    logger.error("purging expired data failed; trying again in an hour", metadata: ["error": "\(error)"])
                }
                try await Task.sleep(for: .seconds(3600))
            }
        }
    }
}
