import Crypto
import Foundation
import HTTPTypes
import JobtagCore

/// What a browser keeps of having signed in: it proves so later, when others guess at the same account, and it signs nobody in.
///
/// The value is a random name of the device and, for each account, a code that only this server can make of both (HMAC-SHA-256, RFC 2104),
/// so that it tells nothing and needs no place in the database.
struct DeviceCookie: Sendable {
    static let baseName = "jobtag_device"
    private static let nameLength = 16
    private static let codeLength = 12
    /// As many people as share a device and are remembered on it.
    private static let maximumCodes = 8
    /// Browsers keep no cookie for longer (RFC 6265bis §5.5).
    private static let secondsValid = 400 * 86_400

    private let name: [UInt8]
    private let codes: [[UInt8]]

    private init(name: [UInt8], codes: [[UInt8]]) { (self.name, self.codes) = (name, codes) }

    /// A device that nothing is known of.
    init() { self.init(name: SymmetricKey(size: .bits128).withUnsafeBytes { Array($0) }, codes: []) }

    /// - Returns: nil where the request has none that can be one.
    init?(in headers: HTTPFields, named cookieName: String) {
        let prefix = Array("\(cookieName)=".utf8)
        let value = headers[values: .cookie].lazy.flatMap { $0.utf8.split(separator: UInt8(ascii: ";")) }
            .map(\.withoutSurroundingSpaces).first { $0.starts(with: prefix) }?.dropFirst(prefix.count)
        guard let value,
            let data = Data(base64URL: value),
            data.count >= Self.nameLength, (data.count - Self.nameLength) % Self.codeLength == 0,
            data.count <= Self.nameLength + Self.maximumCodes * Self.codeLength
        else { return nil }
        let bytes = Array(data)
        name = Array(bytes[..<Self.nameLength])
        codes = stride(from: Self.nameLength, to: bytes.count, by: Self.codeLength).map {
            Array(bytes[$0..<($0 + Self.codeLength)])
        }
    }

    /// The device's name, as the throttle counts its attempts.
    var origin: String { "device " + Data(name).base64EncodedString() }

    /// - Parameters:
    ///   - account: The e-mail address as it is looked up.
    ///   - secret: The database's.
    func knows(_ account: String, secret: SymmetricKey) -> Bool {
        let own = code(account, secret)
        // Every code, and every byte of each: how long it takes tells nothing of where they differ.
        return codes.reduce(false) { found, code in (zip(code, own).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0) || found }
    }

    /// The same device, after somebody has signed in on it.
    func adding(_ account: String, secret: SymmetricKey) -> DeviceCookie {
        let own = code(account, secret)
        return DeviceCookie(name: name, codes: Array(([own] + codes.filter { $0 != own }).prefix(Self.maximumCodes)))
    }

    private func code(_ account: String, _ secret: SymmetricKey) -> [UInt8] {
        let text = Data("device\0".utf8) + Data(name) + Data(account.utf8)
        return Array(HMAC<SHA256>.authenticationCode(for: text, using: secret).prefix(Self.codeLength))
    }

    /// The value of `Set-Cookie`.
    func setting(_ cookieName: String, path: String) -> String {
        let value = (name + codes.flatMap(\.self)).base64URL
        return SetCookie.line(cookieName, value, seconds: Self.secondsValid, path: path)
    }
}
