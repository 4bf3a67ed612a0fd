import NIOCore
import Testing

@testable import JobtagServer

@Suite struct ChunkedBodyTests {
    private static let body = "2;a=\"b\"\r\n{}\r\n00A\r\n0123456789\r\n0\r\nX-T: x\r\nX-U:\r\n\r\n"

    @Test("A body ends at its end, however it is split", arguments: 1...body.utf8.count)
    func pieces(_ size: Int) throws {
        var chunks = ChunkedBody()
        var rest = ByteBuffer(string: Self.body + "GET / HTTP/1.1\r\n")
        var read = 0
        while !chunks.hasEnded {
            let piece = rest.readSlice(length: min(size, rest.readableBytes))
            read += try chunks.read(try #require(piece).readableBytesView)
        }
        #expect(read == Self.body.utf8.count)
    }

    @Test(
        "An invalid body is rejected",
        arguments: [
            "x\r\n", "\r\n", "-1\r\n", "+1\r\n", "0x1\r\n", " 1\r\n", "1 \r\n", "1\n", "1\r\r", "1;\n", "1;\u{0}\r\n",
            "1\r\nab\r\n", "1\r\na\n", "0\r\n : x\r\n", "0\r\n x\r\n", "0\r\nx\n", String(repeating: "f", count: 17) + "\r\n",
            "1;" + String(repeating: "a", count: 20_000),
            "0\r\n" + String(repeating: "X: y\r\n", count: 5000),
        ])
    func refused(_ text: String) {
        var chunks = ChunkedBody()
        #expect(throws: RejectedMessage.self) { _ = try chunks.read(ByteBuffer(string: text).readableBytesView) }
    }
}
