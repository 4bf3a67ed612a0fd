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
                let now = UseCaseEnvironment.live.now()
                let expiry = Expiry(
                    now: now, deletedBefore: Deletion.oldestRecoverable(at: now),
                    historyBefore: historyDays.map { now.adding(seconds: -Int64($0) * 86_400) })
                await store.purge(expiry) { kind, error in
                    logger.error(
                        "purging expired data failed; trying again in an hour", metadata: ["data": "\(kind)", "error": "\(error)"])
                }
                try await Task.sleep(for: .seconds(3600))
            }
        }
    }
}
