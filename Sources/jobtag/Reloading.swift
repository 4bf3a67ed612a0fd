import Foundation
import Logging
import ServiceLifecycle
import UnixSignals

/// Handles SIGHUP, with which service managers request a reload: reloads the certificates. Without TLS it does nothing, while
/// the system's default would end the process.
struct Reloading: Service {
    /// nil without TLS.
    let certificates: Certificates?
    let logger: Logger

    /// From here on, SIGHUP does not end the process, even during the start.
    static func prepare() { signal(SIGHUP, SIG_IGN) }

    func run() async throws {
        let signals = await UnixSignalsSequence(trapping: .sighup).cancelOnGracefulShutdown()
        // The files were read before the database was opened, which can take minutes, and an earlier signal was ignored.
        certificates?.reload(logger)
        for await _ in signals {
            if let certificates {
                certificates.reload(logger)
            } else {
                logger.info("TLS is off; there are no certificates to reload")
            }
        }
    }
}
