import Crypto
import CryptoExtras
import Foundation
import JobtagCore
import NIOPosix

/// Passwords with scrypt (RFC 7914), at the cost that OWASP's cheat sheet gives for 16 MiB.
package struct ScryptHasher: PasswordHasher {
    private let rounds: Int
    private let parallelism: Int
    private let threads: NIOThreadPool
    /// As many hashes are made at once: as there are cores, and no more than four, since each takes 16 MiB.
    package let concurrency: Int

    /// - Parameters:
    ///   - rounds: The cost N, a power of two.
    ///   - parallelism: The cost p.
    package init(rounds: Int = 1 << 14, parallelism: Int = 5) {
        (self.rounds, self.parallelism) = (rounds, parallelism)
        // Threads of their own: hashing is slow on purpose and must neither block other requests nor use memory without bound.
        concurrency = min(max(ProcessInfo.processInfo.activeProcessorCount, 1), 4)
        threads = NIOThreadPool(numberOfThreads: concurrency)
        threads.start()
    }

    package func hash(_ password: String) async throws -> String {
        let salt = SymmetricKey(size: .bits128).withUnsafeBytes { Data($0) }
        let key = try await derive(password, salt, rounds, parallelism)
        return "scrypt$\(rounds)$\(parallelism)$\(salt.base64EncodedString())$\(key.base64EncodedString())"
    }

    package func verify(_ password: String, against hash: String) async throws -> Bool {
        let parts = hash.split(separator: "$")
        guard parts.count == 5, parts[0] == "scrypt", let rounds = Int(parts[1]), let parallelism = Int(parts[2]),
            let salt = Data(base64Encoded: String(parts[3])), let key = Data(base64Encoded: String(parts[4]))
        else {
            // Nobody has this address. Work as long as for somebody, so that the time does not tell.
            _ = try await derive(password, Data(repeating: 0, count: 16), self.rounds, self.parallelism)
            return false
        }
        let derived = try await derive(password, salt, rounds, parallelism)
        return zip(derived, key).reduce(derived.count == key.count ? 0 : 1) { $0 | ($1.0 ^ $1.1) } == 0
    }

    private func derive(_ password: String, _ salt: Data, _ rounds: Int, _ parallelism: Int) async throws -> Data {
        let password = Data(password.precomposedStringWithCompatibilityMapping.utf8)
        // People who work go before people who sign in.
        return try await threads.runAtLowPriority {
            try KDF.Scrypt.deriveKey(
                from: password, salt: salt, outputByteCount: 32, rounds: rounds, blockSize: 8, parallelism: parallelism
            ).withUnsafeBytes { Data($0) }
        }
    }
}

/// Tokens of 256 random bits, in base64url; SHA-256 of one is what is stored.
package struct RandomSecrets: Secrets {
    package init() {}

    /// In characters: 32 bytes in base64url.
    static let tokenLength = 43

    package func newToken() -> String {
        SymmetricKey(size: .bits256).withUnsafeBytes { $0.base64URL }
    }

    package func hash(_ token: String) -> [UInt8] {
        var token = token
        return token.withUTF8 { Array(SHA256.hash(data: $0)) }
    }
}
