import NIOCore

/// Finds the end of a chunked body (RFC 9112 §7.1), strictly: accepted bodies have only one meaning.
struct ChunkedBody: Sendable {
    private enum State: Equatable {
        case size(Int?)
        case ignoredExtension(Int)
        case sizeEnd(Int)
        case data(Int)
        case dataEnd
        case dataFeed
        /// In the trailer, with the length of its current line so far.
        case trailer(Int)
        case trailerEnd(Int)
        case end
    }

    private var state = State.size(nil)
    private var overhead = 0
    /// The maximum size of the extensions in one line, and of all trailers, which are ignored.
    private static let maximumOverhead = 16 << 10

    var hasEnded: Bool { state == .end }

    /// - Returns: How many of the bytes belong to this body.
    /// - Throws: `RejectedMessage` of 400 or 431.
    mutating func read(_ bytes: ByteBufferView) throws(RejectedMessage) -> Int {
        var place = bytes.startIndex
        while place < bytes.endIndex, state != .end {
            if case .data(let count) = state {
                let taken = min(count, bytes.endIndex - place)
                place += taken
                state = taken == count ? .dataEnd : .data(count - taken)
                continue
            }
            try step(bytes[place])
            place += 1
        }
        return place - bytes.startIndex
    }

    private mutating func step(_ octet: UInt8) throws(RejectedMessage) {
        switch (state, octet) {
        case (.size(let size), _) where octet.hexDigitValue != nil:
            // Fifteen digits are more than any body needs, and fit.
            guard (size ?? 0) < 1 << 56 else { throw Self.malformed }
            state = .size((size ?? 0) << 4 | Int(octet.hexDigitValue ?? 0))
        case (.size(let size?), 0x0D): state = .sizeEnd(size)
        case (.size(let size?), UInt8(ascii: ";")): (state, overhead) = (.ignoredExtension(size), 0)
        case (.ignoredExtension(let size), 0x0D): state = .sizeEnd(size)
        case (.ignoredExtension, _):
            guard octet >= 0x20 || octet == 0x09, octet != 0x7F else { throw Self.malformed }
            try count()
        case (.sizeEnd(let size), 0x0A):
            state = size == 0 ? .trailer(0) : .data(size)
            if size == 0 { overhead = 0 }
        case (.dataEnd, 0x0D): state = .dataFeed
        case (.dataFeed, 0x0A): state = .size(nil)
        case (.trailer(let length), 0x0D): state = .trailerEnd(length)
        case (.trailerEnd(let length), 0x0A): state = length == 0 ? .end : .trailer(0)
        case (.trailer(let length), _):
            guard octet >= 0x20 || octet == 0x09, octet != 0x7F, length > 0 || octet.isToken else { throw Self.malformed }
            try count()
            state = .trailer(length + 1)
        default: throw Self.malformed
        }
    }

    private mutating func count() throws(RejectedMessage) {
        overhead += 1
        guard overhead <= Self.maximumOverhead else { throw MessageFields.tooLarge }
    }

    private static var malformed: RejectedMessage { .malformed("The chunked body is not valid HTTP/1.1.") }
}
