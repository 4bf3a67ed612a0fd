import Foundation
import Logging
import ServiceLifecycle
import UnixSignals

/// SIGHUP, by which service managers ask for what is configured to be read again: here the certificates. Without any it does nothing, where
/// the system would end the process.
struct Reloading: Service {
    /// nil without TLS.
    let certificates: Certificates?
    let logger: Logger

    /// From here on SIGHUP does not end the process, also while it is starting.
    static func prepare() { signal(SIGHUP, SIG_IGN) }

    func run() async throws {
        let signals = await UnixSignalsSequence(trapping: .sighup).cancelOnGracefulShutdown()
        // They were read before the database was opened, which can take minutes, and a signal that came meanwhile was passed over.
        certificates?.reload(logger)
        for await _ in signals {
            if let certificates {
                certificates.reload(logger)
            } else {
                logger.info("there are no certificates to reload")
            }
        }
    }
}
