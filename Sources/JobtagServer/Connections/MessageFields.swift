import JobtagAPI
import NIOCore

/// The header fields of an HTTP/1 message that affect how it is parsed.
struct MessageFields {
    enum TransferCoding { case chunked, other }

    private(set) var count = 0
    private(set) var hosts: [ByteBufferView] = []
    private(set) var length: Int?
    private(set) var transferCoding: TransferCoding?
    private(set) var asksToBeKept = false
    private(set) var hasUpgrade = false

    /// - Throws: `RejectedMessage` of 400 or 431.
    mutating func read(_ line: ByteBufferView, limits: ConnectionLimits) throws(RejectedMessage) {
        count += 1
        guard line.count <= limits.fieldSize, count <= limits.fieldCount else { throw Self.tooLarge }
        // Proxies may read a space before the colon, or a folded line, in two ways (RFC 9112 §5.1, §5.2).
        guard let colon = line.firstIndex(of: UInt8(ascii: ":")), colon > line.startIndex, line[..<colon].allSatisfy(\.isToken)
        else {
            throw .malformed("A header field must be a name, a colon right after it, and a value, on one line.")
        }
        guard line[(colon + 1)...].allSatisfy({ ($0 >= 0x20 && $0 != 0x7F) || $0 == 0x09 }) else {
            throw .malformed("A header field value cannot have control characters.")
        }
        let name = line[..<colon]
        // Few names start with these letters and have these lengths: most fields are skipped quickly.
        switch name.count {
        case 4 where name.isCaseInsensitively("host"): try readHost(value(line, colon))
        case 7 where name.isCaseInsensitively("upgrade"): hasUpgrade = true
        case 10 where name.isCaseInsensitively("connection"): readConnection(value(line, colon))
        case 14 where name.isCaseInsensitively("content-length"): try readLength(value(line, colon))
        case 17 where name.isCaseInsensitively("transfer-encoding"): readCoding(value(line, colon))
        default: break
        }
    }

    static var tooLarge: RejectedMessage {
        RejectedMessage(.headersTooLarge, "The request headers are too large.")
    }

    private func value(_ line: ByteBufferView, _ colon: Int) -> ByteBufferView {
        line[(colon + 1)...].withoutSurroundingSpaces
    }

    private mutating func readHost(_ value: ByteBufferView) throws(RejectedMessage) {
        guard hosts.isEmpty, HostSyntax.isValid(value) else {
            throw .malformed("Host", "Send this header exactly once, with only the host name and port.")
        }
        hosts.append(value)
    }

    private mutating func readLength(_ value: ByteBufferView) throws(RejectedMessage) {
        // Identical repeated values may be treated as one (RFC 9112 §6.3), but no legitimate client sends them.
        guard length == nil, let number = Int(decimal: value) else {
            throw .malformed("Content-Length", "This must be one whole number.")
        }
        length = number
    }

    private mutating func readCoding(_ value: ByteBufferView) {
        transferCoding = transferCoding == nil && value.isCaseInsensitively("chunked") ? .chunked : .other
    }

    private mutating func readConnection(_ value: ByteBufferView) {
        for member in value.split(separator: UInt8(ascii: ","))
        where member.withoutSurroundingSpaces.isCaseInsensitively("keep-alive") {
            asksToBeKept = true
        }
    }
}
