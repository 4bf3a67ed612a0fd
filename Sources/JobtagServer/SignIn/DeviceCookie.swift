import Crypto
import Foundation
import HTTPTypes
import JobtagCore

/// The browser's proof of an earlier sign-in, used while others guess at the same account. It does not sign anyone in.
///
/// The value is a random device name and, for each account, a code that only this server can compute from both (HMAC-SHA-256, RFC 2104),
/// so it reveals nothing and needs no space in the database.
struct DeviceCookie: Sendable {
    static let baseName = "jobtag_device"
    private static let nameLength = 16
    private static let codeLength = 12
    /// The maximum number of people remembered on one device.
    private static let maximumCodes = 8
    /// The maximum lifetime of cookies in browsers (RFC 6265bis §5.5).
    private static let secondsValid = 400 * 86_400

    private let name: [UInt8]
    private let codes: [[UInt8]]

    private init(name: [UInt8], codes: [[UInt8]]) { (self.name, self.codes) = (name, codes) }

    /// An unknown device.
    init() { self.init(name: SymmetricKey(size: .bits128).withUnsafeBytes { Array($0) }, codes: []) }

    /// - Returns: nil if the request has no valid one.
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

    /// The device's name, by which the throttle counts its attempts.
    var origin: String { "device " + Data(name).base64EncodedString() }

    /// - Parameters:
    ///   - account: The e-mail address in its lookup form.
    ///   - secret: The database's secret.
    func knows(_ account: String, secret: SymmetricKey) -> Bool {
        let own = code(account, secret)
        // Compares every code, and every byte of each, so that the time does not reveal where they differ.
        return codes.reduce(false) { found, code in (zip(code, own).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0) || found }
    }

    /// The same device, after a person has signed in on it.
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
