/// Names and values of forms and queries: `a=1&b=two+words%21` (the URL standard, `application/x-www-form-urlencoded`).
enum FormEncoding {
    struct Pair: Sendable {
        /// The name exactly as sent.
        let rawName: String
        /// nil if it is not percent-encoded UTF-8; likewise the value.
        let name: String?
        let value: String?
    }

    /// Split by bytes: as a character, `&` with a combining mark would not be `&`.
    static func pairs(of text: String) -> [Pair] {
        text.utf8.split(separator: UInt8(ascii: "&")).map { pair in
            let name = pair.prefix { $0 != UInt8(ascii: "=") }
            return Pair(
                rawName: String(Substring(name)), name: decode(name), value: decode(pair.dropFirst(name.count).dropFirst()))
        }
    }

    private static func decode(_ octets: Substring.UTF8View) -> String? {
        guard octets.contains(where: { $0 == UInt8(ascii: "%") || $0 == UInt8(ascii: "+") }) else {
            return String(Substring(octets))
        }
        var decoded: [UInt8] = []
        decoded.reserveCapacity(octets.count)
        var rest = octets.makeIterator()
        while let octet = rest.next() {
            switch octet {
            case UInt8(ascii: "+"): decoded.append(0x20)
            case UInt8(ascii: "%"):
                guard let high = rest.next()?.hexDigitValue, let low = rest.next()?.hexDigitValue else { return nil }
                decoded.append(high << 4 | low)
            default: decoded.append(octet)
            }
        }
        return String(validating: decoded, as: UTF8.self)
    }
}

extension UInt8 {
    /// The value of this ASCII letter as a hexadecimal digit.
    var hexDigitValue: UInt8? {
        switch self {
        case 0x30...0x39: self - 0x30
        case 0x41...0x46: self - 0x37
        case 0x61...0x66: self - 0x57
        default: nil
        }
    }
}
