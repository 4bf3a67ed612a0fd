import NIOCore

/// The host and port of `Host` (RFC 9110 §7.2, RFC 3986 §3.2.2).
enum HostSyntax {
    /// Whether this is a host name or address, with or without a port; or empty, if the target has no authority.
    ///
    /// Names with non-ASCII characters are accepted, as sent by old browsers; nothing here reads them.
    static func isValid(_ text: ByteBufferView) -> Bool {
        let host: ByteBufferView
        if text.first == UInt8(ascii: "[") {
            guard let end = text.firstIndex(of: UInt8(ascii: "]")) else { return false }
            host = text[...end]
            let address = host.dropFirst().dropLast()
            guard !address.isEmpty, address.allSatisfy({ $0.isAlphanumeric || ":.%-_~".utf8.contains($0) }) else { return false }
        } else {
            host = text.prefix { $0 != UInt8(ascii: ":") }
            guard isName(host) else { return false }
        }
        let port = text[host.endIndex...]
        return port.isEmpty || (port.first == UInt8(ascii: ":") && port.dropFirst().allSatisfy(\.isDigit) && port.count <= 6)
    }

    private static func isName(_ host: ByteBufferView) -> Bool {
        var rest = host
        while let octet = rest.popFirst() {
            if octet.isAlphanumeric || octet >= 0x80 || "-._~!$&'()*+;=".utf8.contains(octet) { continue }
            guard octet == UInt8(ascii: "%"), rest.popFirst()?.hexDigitValue != nil, rest.popFirst()?.hexDigitValue != nil else {
                return false
            }
        }
        return true
    }
}

extension UInt8 {
    var isDigit: Bool { (0x30...0x39).contains(self) }

    var isAlphanumeric: Bool { isDigit || (0x61...0x7A).contains(self | 0x20) }

    /// RFC 9110 §5.6.2.
    var isToken: Bool {
        isAlphanumeric || Self.tokenMarks.contains(self)
    }

    private static let tokenMarks = Set("!#$%&'*+-.^_`|~".utf8)
}

extension Int {
    /// - Parameter decimal: Only digits. Longer numbers are never valid.
    init?(decimal: ByteBufferView) {
        guard !decimal.isEmpty, decimal.count <= 18, decimal.allSatisfy(\.isDigit) else { return nil }
        self = decimal.reduce(0) { $0 * 10 + Int($1 - 0x30) }
    }
}

extension ByteBufferView {
    func elementsEqual(_ text: StaticString) -> Bool {
        count == text.utf8CodeUnitCount && text.withUTF8Buffer { elementsEqual($0) }
    }
}
