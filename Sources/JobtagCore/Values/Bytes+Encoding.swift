package import Foundation

extension Sequence<UInt8> {
    /// The bytes in lower-case hexadecimal digits, two each.
    package var hexadecimal: String {
        map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }

    /// The bytes in the URL-safe alphabet of base64, without padding (RFC 4648 §5).
    package var base64URL: String {
        Data(self).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }
}

extension Data {
    /// Reads base64 in the URL-safe alphabet, with or without padding (RFC 4648 §5).
    ///
    /// - Parameter text: ASCII characters.
    /// - Returns: nil if the text is not base64.
    package init?(base64URL text: some Sequence<UInt8>) {
        var standard = text.map { octet in
            switch octet {
            case UInt8(ascii: "-"): UInt8(ascii: "+")
            case UInt8(ascii: "_"): UInt8(ascii: "/")
            default: octet
            }
        }
        standard += repeatElement(UInt8(ascii: "="), count: (4 - standard.count % 4) % 4)
        self.init(base64Encoded: Data(standard))
    }
}
