import Foundation
import Logging
import NIOCore
import NIOSSL
import Synchronization

/// The certificate and key that TLS is spoken with, read anew when they are reloaded: connections that begin afterwards have the new ones.
final class Certificates: Sendable {
    private let chainFile: String
    private let keyFile: String
    private let current: Mutex<NIOSSLContextConfigurationOverride>

    /// - Throws: Where the files cannot be read, or the key is not the certificate's.
    init(chainFile: String, keyFile: String) throws {
        (self.chainFile, self.keyFile) = (chainFile, keyFile)
        current = Mutex(try Self.read(chainFile, keyFile))
    }

    /// TLS 1.2 or newer, each connection with a key of its own, so that who gets at the certificate's key reads nothing that was sent before
    /// (RFC 9325 §3.1, §4.2).
    var configuration: TLSConfiguration {
        get throws {
            let pair = current.withLock { $0 }
            guard let chain = pair.certificateChain, let key = pair.privateKey else { throw NIOSSLError.noCertificateToValidate }
            var configuration = TLSConfiguration.makeServerConfiguration(certificateChain: chain, privateKey: key)
            configuration.minimumTLSVersion = .tlsv12
            // Those of TLS 1.3 all have it, and are always on.
            configuration.cipherSuiteValues = [
                .TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, .TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
                .TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384, .TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
                .TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256, .TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
            ]
            configuration.sslContextCallback = { [self] _, promise in promise.succeed(current.withLock { $0 }) }
            return configuration
        }
    }

    /// Reads the files again. Where they cannot be read, what was read before stays.
    func reload(_ logger: Logger) {
        do {
            let pair = try Self.read(chainFile, keyFile)
            current.withLock { $0 = pair }
            logger.info("reloaded the certificate", metadata: ["file": "\(chainFile)"])
        } catch {
            logger.error("the certificate cannot be read; the previous one stays in use", metadata: ["error": "\(error)"])
        }
    }

    private static func read(_ chainFile: String, _ keyFile: String) throws -> NIOSSLContextConfigurationOverride {
        let chain = try NIOSSLCertificate.fromPEMFile(chainFile).map { NIOSSLCertificateSource.certificate($0) }
        let key = NIOSSLPrivateKeySource.privateKey(try NIOSSLPrivateKey(file: keyFile, format: .pem))
        // Whether they belong together is found out here, and not when somebody connects.
        _ = try NIOSSLContext(configuration: .makeServerConfiguration(certificateChain: chain, privateKey: key))
        var pair = NIOSSLContextConfigurationOverride()
        (pair.certificateChain, pair.privateKey) = (chain, key)
        return pair
    }
}
