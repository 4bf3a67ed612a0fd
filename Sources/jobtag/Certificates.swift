import Foundation
import Logging
import NIOCore
import NIOSSL
import Synchronization

/// The TLS certificate and key, which can be reloaded: later connections use the new ones.
final class Certificates: Sendable {
    private let chainFile: String
    private let keyFile: String
    private let current: Mutex<NIOSSLContextConfigurationOverride>

    /// - Throws: If the files cannot be read, or the key does not match the certificate.
    init(chainFile: String, keyFile: String) throws {
        (self.chainFile, self.keyFile) = (chainFile, keyFile)
        current = Mutex(try Self.read(chainFile, keyFile))
    }

    /// TLS 1.2 or later with forward secrecy, so that a stolen key does not reveal earlier traffic
    /// (RFC 9325 §3.1, §4.2).
    var configuration: TLSConfiguration {
        get throws {
            let pair = current.withLock { $0 }
            guard let chain = pair.certificateChain, let key = pair.privateKey else { throw NIOSSLError.noCertificateToValidate }
            var configuration = TLSConfiguration.makeServerConfiguration(certificateChain: chain, privateKey: key)
            configuration.minimumTLSVersion = .tlsv12
            // Those of TLS 1.3 all have it, and are always enabled.
            configuration.cipherSuiteValues = [
                .TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, .TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
                .TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384, .TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
                .TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256, .TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
            ]
            configuration.sslContextCallback = { [self] _, promise in promise.succeed(current.withLock { $0 }) }
            return configuration
        }
    }

    /// Reloads the files. If they cannot be read, the previous ones stay in use.
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
        // Checks here that they match, not when a client connects.
        _ = try NIOSSLContext(configuration: .makeServerConfiguration(certificateChain: chain, privateKey: key))
        var pair = NIOSSLContextConfigurationOverride()
        (pair.certificateChain, pair.privateKey) = (chain, key)
        return pair
    }
}
