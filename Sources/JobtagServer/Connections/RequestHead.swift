import JobtagAPI
import NIOCore

/// The head of an HTTP/1 message, checked against RFC 9112 before anything else parses it.
///
/// An accepted head has only one meaning: a proxy in front and the parser behind cannot read it differently.
struct RequestHead: Sendable {
    /// How the end of the body is found (RFC 9112 §6.3).
    enum Framing: Equatable, Sendable {
        case length(Int)
        case chunked
    }

    private(set) var framing = Framing.length(0)
    /// HTTP/1.0, which has neither `Expect` nor chunks.
    private(set) var isHTTP10 = false
    /// The connection stays open although the version is HTTP/1.0.
    private(set) var keepsHTTP10Open = false
    /// The bytes to forward: unchanged, except for what RFC 9112 requires to replace or allows to ignore.
    private(set) var bytes: ByteBuffer

    /// - Parameter bytes: From the request line to the empty line.
    /// - Throws: `RejectedMessage` of 400, 405, 414, 431, 501 or 505.
    init(_ bytes: ByteBuffer, limits: ConnectionLimits) throws(RejectedMessage) {
        self.bytes = bytes
        var lines = HeadLines(bytes.readableBytesView)
        let line = try RequestLine(lines.next() ?? [], limits: limits)
        isHTTP10 = line.isHTTP10
        var fields = MessageFields()
        while let field = lines.next(), !field.isEmpty { try fields.read(field, limits: limits) }
        try settleFraming(fields)
        guard fields.hosts.count == 1 || (fields.hosts.isEmpty && isHTTP10) else {
            throw .malformed("Host", "Send this header exactly once.")
        }
        keepsHTTP10Open = isHTTP10 && fields.asksToBeKept
        if line.authority != nil || fields.hasUpgrade { self.bytes = Self.rewritten(bytes, line) }
    }

    private mutating func settleFraming(_ fields: MessageFields) throws(RejectedMessage) {
        guard let coding = fields.transferCoding else {
            framing = .length(fields.length ?? 0)
            return
        }
        // A length together with it is used for request smuggling (RFC 9112 §11.2), and HTTP/1.0 has no codings (§6.1).
        guard fields.length == nil else {
            throw .malformed("Content-Length", "This cannot be combined with Transfer-Encoding.")
        }
        guard !isHTTP10 else { throw .malformed("Transfer-Encoding", "HTTP/1.0 does not support this.") }
        guard coding == .chunked else {
            throw RejectedMessage(.notImplemented, "The only supported transfer coding is chunked.")
        }
        framing = .chunked
    }

    /// `Upgrade` is ignored (RFC 9110 §7.8): the parser would take the following bytes for another protocol. The host of a target
    /// in absolute form replaces `Host` (RFC 9112 §3.2.2).
    private static func rewritten(_ bytes: ByteBuffer, _ line: RequestLine) -> ByteBuffer {
        var written = ByteBuffer()
        written.reserveCapacity(bytes.readableBytes + 16)
        var lines = HeadLines(bytes.readableBytesView)
        let first = lines.next() ?? []
        if let authority = line.authority {
            written.writeBytes(line.method)
            written.writeString(" ")
            if line.path.first != UInt8(ascii: "/") { written.writeString("/") }
            written.writeBytes(line.path)
            written.writeString(line.isHTTP10 ? " HTTP/1.0\r\nHost: " : " HTTP/1.1\r\nHost: ")
            written.writeBytes(authority)
        } else {
            written.writeBytes(first)
        }
        written.writeString("\r\n")
        while let field = lines.next(), !field.isEmpty {
            let name = field.prefix { $0 != UInt8(ascii: ":") }
            if name.isCaseInsensitively("upgrade") || (line.authority != nil && name.isCaseInsensitively("host")) { continue }
            written.writeBytes(field)
            written.writeString("\r\n")
        }
        written.writeString("\r\n")
        return written
    }
}

/// The lines of a head, without their line endings.
struct HeadLines {
    private var rest: ByteBufferView

    init(_ bytes: ByteBufferView) { rest = bytes }

    mutating func next() -> ByteBufferView? {
        guard let end = rest.firstIndex(of: 0x0A) else { return nil }
        let line = rest[rest.startIndex..<max(rest.startIndex, end - 1)]
        rest = rest[(end + 1)...]
        return line
    }
}
