import Foundation
import Testing

@testable import JobtagCore

@Suite("Bytes as text")
struct BytesEncodingTests {
    @Test("writes two lower-case hexadecimal digits for each byte")
    func hexadecimal() {
        #expect([UInt8]().hexadecimal == "")
        #expect([0, 9, 10, 127, 255].map(UInt8.init).hexadecimal == "00090a7fff")
    }

    @Test("writes base64 with the URL-safe alphabet and no padding (RFC 4648 §5)")
    func base64URL() {
        #expect(Array("f".utf8).base64URL == "Zg")
        #expect(Array("foobar".utf8).base64URL == "Zm9vYmFy")
        #expect([0xFB, 0xFF, 0xBF].map(UInt8.init).base64URL == "-_-_")
    }

    @Test("reads what it writes, with padding or without, at every length", arguments: 0...67)
    func roundTrip(_ length: Int) {
        let bytes = (0..<length).map { UInt8(truncatingIfNeeded: $0 * 97 + 250) }
        #expect(Data(base64URL: bytes.base64URL.utf8) == Data(bytes))
        #expect(Data(base64URL: Data(bytes).base64EncodedString().utf8) == Data(bytes))
    }

    @Test("reads nothing that is not base64", arguments: ["Z", "Zg$", "Zm9v YmFy", "=Zg", "Zm9vYmFy\n"])
    func refused(_ text: String) {
        #expect(Data(base64URL: text.utf8) == nil)
    }
}
