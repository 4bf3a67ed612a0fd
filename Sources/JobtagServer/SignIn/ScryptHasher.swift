import Crypto
import CryptoExtras
import Foundation
import JobtagCore
import NIOPosix

/// Password hashing with scrypt (RFC 7914), at the cost in OWASP's cheat sheet for 16 MiB.
package struct ScryptHasher: PasswordHasher {
    private let rounds: Int
    private let parallelism: Int
    private let threads: NIOThreadPool
    /// The number of concurrent hashes: one per core, at most four, since each needs 16 MiB.
    package let concurrency: Int

    /// - Parameters:
    ///   - rounds: The cost N, a power of two.
    ///   - parallelism: The cost p.
    package init(rounds: Int = 1 << 14, parallelism: Int = 5) {
        (self.rounds, self.parallelism) = (rounds, parallelism)
        // Separate threads: hashing is slow on purpose, and must neither block other requests nor use unlimited memory.
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
            // No account has this address. Hash anyway, so that the time does not reveal it.
            _ = try await derive(password, Data(repeating: 0, count: 16), self.rounds, self.parallelism)
            return false
        }
        let derived = try await derive(password, salt, rounds, parallelism)
        return zip(derived, key).reduce(derived.count == key.count ? 0 : 1) { $0 | ($1.0 ^ $1.1) } == 0
    }

    private func derive(_ password: String, _ salt: Data, _ rounds: Int, _ parallelism: Int) async throws -> Data {
        let password = Data(password.precomposedStringWithCompatibilityMapping.utf8)
        // People at work have priority over people who sign in.
        return try await threads.runAtLowPriority {
            try KDF.Scrypt.deriveKey(
                from: password, salt: salt, outputByteCount: 32, rounds: rounds, blockSize: 8, parallelism: parallelism
            ).withUnsafeBytes { Data($0) }
        }
    }
}

/// Tokens of 256 random bits, in base64url; only their SHA-256 hash is stored.
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
