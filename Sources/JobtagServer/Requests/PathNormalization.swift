/// Percent-encoded letters, digits, `-`, `.`, `_` and `~` of a path mean the same as plain ones (RFC 3986 §6.2.2.2).
enum PathNormalization {
    /// The request target with these decoded in its path, once. Everything else stays encoded: `%2F` does not count as a slash.
    ///
    /// - Returns: nil if there is nothing to decode, as in nearly all requests.
    static func normalized(_ target: String) -> String? {
        let octets = target.utf8
        guard octets.contains(UInt8(ascii: "%")) else { return nil }
        let path = octets.prefix { $0 != UInt8(ascii: "?") }
        var decoded: [UInt8] = []
        decoded.reserveCapacity(octets.count)
        var rest = path
        while let octet = rest.popFirst() {
            guard octet == UInt8(ascii: "%") else {
                decoded.append(octet)
                continue
            }
            // With an invalid `%`, the path is not decoded: decoding a part could create new escapes.
            guard let high = rest.popFirst(), let low = rest.popFirst(), let four = high.hexDigitValue, let more = low.hexDigitValue
            else { return nil }
            let value = four << 4 | more
            if isUnreserved(value) { decoded.append(value) } else { decoded += [octet, high, low] }
        }
        guard decoded.count < path.count else { return nil }
        decoded += octets.dropFirst(path.count)
        return String(decoding: decoded, as: UTF8.self)
    }

    /// RFC 3986 §2.3.
    static func isUnreserved(_ octet: UInt8) -> Bool {
        switch octet {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E: true
        default: false
        }
    }
}
