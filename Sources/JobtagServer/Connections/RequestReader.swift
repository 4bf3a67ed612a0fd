import JobtagAPI
import NIOCore
import NIOHTTP1

/// Finds where the messages of an HTTP/1 connection start and end, before they are parsed, and forwards only what strictly follows
/// RFC 9112. A head is forwarded as a whole, so that its errors are known before anything acts on it.
final class RequestReader: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    private enum State {
        case head
        case body(Int)
        case chunks(ChunkedBody)
        /// Nothing more is read.
        case stopped
    }

    private var state = State.head
    /// The part of a head received so far.
    private var pending = ByteBuffer()
    /// How much of it has been checked, and where its current line starts.
    private var (scanned, lineStart) = (0, 0)
    /// Where the fields start, after the first line.
    private var fieldsStart = 0
    private var timer: Scheduled<Void>?
    private let limits: ConnectionLimits
    private unowned let owner: ConnectionHandler
    /// The last forwarded head, as received.
    private(set) var current: RequestHead?

    init(limits: ConnectionLimits, owner: ConnectionHandler) { (self.limits, self.owner) = (limits, owner) }

    /// A request has started whose head is incomplete.
    var isInHead: Bool { pending.readableBytes > 0 }

    /// The received part of an incomplete head.
    var beginning: ByteBufferView { pending.readableBytesView }

    /// Ignores everything from now on.
    func stop() {
        state = .stopped
        stopTimer()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var rest = unwrapInboundIn(data)
        do throws(RejectedMessage) {
            while rest.readableBytes > 0 { try readSome(&rest, context) }
        } catch {
            let isMidRequest = if case .head = state { false } else { true }
            stop()
            owner.refuse(error, isMidRequest: isMidRequest)
        }
    }

    private func readSome(_ rest: inout ByteBuffer, _ context: ChannelHandlerContext) throws(RejectedMessage) {
        switch state {
        case .head: try readHead(&rest, context)
        case .body(let count):
            let taken = min(count, rest.readableBytes)
            state = taken == count ? .head : .body(count - taken)
            handOn(taken, of: &rest, context)
        case .chunks(var chunks):
            let taken = try chunks.read(rest.readableBytesView)
            state = chunks.hasEnded ? .head : .chunks(chunks)
            handOn(taken, of: &rest, context)
        case .stopped: rest.clear()
        }
    }

    private func handOn(_ count: Int, of rest: inout ByteBuffer, _ context: ChannelHandlerContext) {
        guard let slice = rest.readSlice(length: count) else { return }
        context.fireChannelRead(wrapInboundOut(slice))
    }

    private func readHead(_ rest: inout ByteBuffer, _ context: ChannelHandlerContext) throws(RejectedMessage) {
        if pending.readableBytes == 0 {
            // Empty lines between requests are ignored (RFC 9112 §2.2).
            let empty = rest.readableBytesView.prefix { $0 == 0x0D || $0 == 0x0A }.count
            rest.moveReaderIndex(forwardBy: empty)
            guard rest.readableBytes > 0 else { return }
            (pending, scanned, lineStart) = (rest, 0, 0)
        } else {
            pending.writeImmutableBuffer(rest)
        }
        rest.clear()
        guard let end = try endOfHead(), let bytes = pending.getSlice(at: pending.readerIndex, length: end) else {
            if timer == nil { startTimer(context) }
            return
        }
        let head = try RequestHead(bytes, limits: limits)
        pending.moveReaderIndex(forwardBy: end)
        (rest, pending) = (pending, ByteBuffer())
        stopTimer()
        switch head.framing {
        case .length(0): state = .head
        case .length(let count): state = .body(count)
        case .chunked: state = .chunks(ChunkedBody())
        }
        current = head
        context.fireChannelRead(wrapInboundOut(head.bytes))
    }

    /// The length of the head; nil while it is incomplete. Rejects errors as early as possible.
    private func endOfHead() throws(RejectedMessage) -> Int? {
        let bytes = pending.readableBytesView
        while let feed = bytes[(bytes.startIndex + scanned)...].firstIndex(of: 0x0A) {
            let line = bytes[(bytes.startIndex + lineStart)..<feed]
            guard line.last == 0x0D else { throw .malformed("Lines must end with a carriage return and a line feed.") }
            scanned = feed - bytes.startIndex + 1
            if line.count == 1 { return scanned }
            if lineStart == 0 {
                _ = try RequestLine(line.dropLast(), limits: limits)
                fieldsStart = scanned
            }
            try checkSize(of: line.dropLast())
            lineStart = scanned
        }
        scanned = bytes.count
        try checkSize(of: bytes[(bytes.startIndex + lineStart)...])
        return nil
    }

    /// - Parameter line: May be incomplete.
    private func checkSize(of line: ByteBufferView) throws(RejectedMessage) {
        guard lineStart == 0 else {
            guard line.count <= limits.fieldSize, scanned - fieldsStart <= limits.headerSize else { throw MessageFields.tooLarge }
            return
        }
        guard line.prefix(while: { $0 != 0x20 }).allSatisfy(\.isToken) else {
            throw .malformed("A request must start with a request line: method, target and version.")
        }
        // A method is short, so a long line has a long target.
        guard line.count <= limits.targetSize + 100,
            line.prefix(while: { $0 != UInt8(ascii: "?") }).count <= limits.pathSize + 100
        else {
            throw RejectedMessage(.uriTooLong, "The request URI can be at most \(limits.targetSize) bytes.")
        }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if let event = event as? ChannelEvent, event == .inputClosed {
            switch state {
            case .head where !isInHead: break
            case .stopped: break
            case .head: endTooEarly(isMidRequest: false)
            case .body, .chunks: endTooEarly(isMidRequest: true)
            }
        }
        context.fireUserInboundEventTriggered(event)
    }

    private func endTooEarly(isMidRequest: Bool) {
        stop()
        owner.refuse(.malformed("The message is incomplete."), isMidRequest: isMidRequest)
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        context.fireChannelReadComplete()
        // No more data is needed, but unread data would turn the close into a reset and discard the response.
        if case .stopped = state { context.read() }
    }

    func channelInactive(context: ChannelHandlerContext) {
        stop()
        context.fireChannelInactive()
    }

    func handlerRemoved(context: ChannelHandlerContext) { stop() }

    /// For one head, in any number of parts.
    private func startTimer(_ context: ChannelHandlerContext) {
        timer = context.eventLoop.assumeIsolated().scheduleTask(in: limits.headTime) {
            self.timer = nil
            // It can wait behind a request in progress.
            guard !self.owner.isAnswering else { return self.startTimer(context) }
            self.stop()
            self.owner.refuse(ConnectionHandler.timedOut, isMidRequest: false)
        }
    }

    private func stopTimer() {
        timer?.cancel()
        timer = nil
    }
}
