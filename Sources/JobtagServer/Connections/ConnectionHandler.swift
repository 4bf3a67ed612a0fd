import HTTPTypes
import JobtagAPI
import NIOCore
import NIOHTTP1
import NIOHTTPTypes

/// What HTTP requires of a connection besides requests and responses. HTTP/2 has one for each stream, where the parts for HTTP/1
/// do not apply.
///
/// - An invalid message gets a problem, like every other error.
/// - A client that waits for `100 Continue` gets it when the body is wanted, not earlier (RFC 9110 §10.1.1).
/// - `close` in any spelling ends the connection, and the last response says so (RFC 9112 §9.6).
/// - Bodies must make progress, in both directions; clients that neither send nor read are disconnected.
/// - A server that is shutting down answers pending requests, and announces with each response that it is the last.
final class ConnectionHandler: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    /// An event for the connection: the body of the current request is wanted.
    struct BodyWanted: Sendable {}

    let policy: ConnectionPolicy
    /// nil for an HTTP/2 stream.
    var reader: RequestReader?
    var connection: OpenConnections.Entry?
    var exchanges = CircularBuffer<Exchange>(initialCapacity: 2)
    /// The latest request is incomplete.
    var isReceiving = false
    /// No more requests are accepted.
    var isEnding = false
    /// All responses have been sent.
    var isOver = false
    var isStopping = false
    /// The error response to send after the earlier responses.
    var rejection: (rejection: RejectedMessage, isMidRequest: Bool)?
    var context: ChannelHandlerContext?

    var requestDeadline: (body: TransferDeadline, whole: NIODeadline)?
    var responseProgress: ResponseProgress
    /// Code is waiting for incoming data; otherwise the server itself is busy.
    var isReading = true
    var watch: Scheduled<Void>?

    init(policy: ConnectionPolicy) {
        self.policy = policy
        responseProgress = ResponseProgress(rate: policy.limits.bodyRate)
    }

    var isAnswering: Bool { !exchanges.isEmpty }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        connection = policy.connections.entry(of: context.channel)
        let pipeline = context.pipeline.syncOperations
        guard let decoder = try? pipeline.handler(type: ByteToMessageHandler<HTTPRequestDecoder>.self) else { return }
        let reader = RequestReader(limits: policy.limits, owner: self)
        do {
            try pipeline.addHandler(reader, position: .before(decoder))
            try pipeline.addHandler(
                HTTP10Handler { [unowned self] in self.exchanges.first?.isHTTP10 == true }, position: .after(decoder))
            self.reader = reader
        } catch {
            context.fireErrorCaught(error)
        }
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        watch?.cancel()
        // A reset HTTP/2 stream has no end that passes through here, and its connection continues.
        for _ in exchanges { connection?.requestEnded() }
        exchanges.removeAll()
        self.context = nil
    }

    // MARK: Requests

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isEnding else { return }
        switch unwrapInboundIn(data) {
        case .head(let head): receive(head, context)
        case .body(let bytes):
            requestDeadline?.body.record(bytes: Int64(bytes.readableBytes), now: context.eventLoop.now)
            context.fireChannelRead(data)
        case .end:
            isReceiving = false
            requestDeadline = nil
            // A client that announced its last request gets no other response.
            if exchanges.last?.isLast == true { isEnding = true }
            context.fireChannelRead(data)
        }
    }

    private func receive(_ received: HTTPRequest, _ context: ChannelHandlerContext) {
        var head = received
        let path = (head.path ?? "/").utf8.prefix { $0 != UInt8(ascii: "?") }
        var exchange = Exchange(origin: head.headerFields[.origin], path: String(Substring(path)))
        exchange.isHead = head.method == .head
        if let read = reader?.current {
            (exchange.isHTTP10, exchange.keepsHTTP10Open) = (read.isHTTP10, read.keepsHTTP10Open)
            exchange.isLast = (read.isHTTP10 && !read.keepsHTTP10Open) || head.headerFields.contains("close", in: .connection)
            // SwiftNIO recognises it only in lower case and alone.
            if exchange.isLast { head.headerFields[.connection] = "close" }
        }
        if exchange.isHTTP10 {
            head.headerFields[.expect] = nil
        } else {
            exchange.mustSendContinue = head.headerFields.contains("100-continue", in: .expect)
        }
        isReceiving = true
        exchanges.append(exchange)
        connection?.requestBegan()
        if connection?.isRefused == true {
            return refuse(
                RejectedMessage(.busy, "Too many connections are open. Try again in a few seconds.", retryAfter: 5),
                isMidRequest: true)
        }
        if let path = head.path, let normalized = PathNormalization.normalized(path) { head.path = normalized }
        context.fireChannelRead(wrapInboundOut(.head(head)))
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        isReading = false
        if isReceiving, !isEnding, requestDeadline == nil {
            let now = context.eventLoop.now
            requestDeadline = (TransferDeadline(rate: policy.limits.bodyRate, now: now), now + policy.limits.requestTime)
            startWatch()
        }
        context.fireChannelReadComplete()
    }

    func read(context: ChannelHandlerContext) {
        isReading = true
        context.read()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard error is HTTPParserError else { return context.fireErrorCaught(error) }
        // Accepted by the reader but not by the parser.
        refuse(.malformed("This request is not valid HTTP/1.1."), isMidRequest: isReceiving)
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        // SwiftNIO would close an apparently idle connection even if a request has arrived.
        if reader != nil, event is ChannelShouldQuiesceEvent { return stopAfterAcceptTimeout(context) }
        context.fireUserInboundEventTriggered(event)
    }

    func triggerUserOutboundEvent(context: ChannelHandlerContext, event: Any, promise: EventLoopPromise<Void>?) {
        guard event is BodyWanted else { return context.triggerUserOutboundEvent(event, promise: promise) }
        promise?.succeed()
        // A client that did not wait needs no 100.
        guard exchanges.first?.mustSendContinue == true, !isOver, exchanges.count > 1 || isReceiving else { return }
        exchanges[exchanges.startIndex].mustSendContinue = false
        context.writeAndFlush(wrapOutboundOut(.head(HTTPResponse(status: .continue))), promise: nil)
    }

    // MARK: Responses

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        guard !isOver, !exchanges.isEmpty else {
            promise?.fail(ChannelError.ioOnClosedChannel)
            return
        }
        switch unwrapOutboundIn(data) {
        case .head(let head): context.write(wrapOutboundOut(.head(begun(head))), promise: promise)
        case .body(let body): write(body, promise, context)
        case .end: end(data, promise, context)
        }
    }

    func flush(context: ChannelHandlerContext) {
        context.flush()
        if responseProgress.isWaiting { startWatch() }
    }
}

extension HTTPField.Name {
    static let expect = HTTPField.Name("Expect")!
}

extension HTTPFields {
    /// Whether a word is in the list of a header field, in any case and across several fields of that name.
    func contains(_ word: StaticString, in name: HTTPField.Name) -> Bool {
        contains { field in field.name == name && field.value.listMembers.contains { $0.isCaseInsensitively(word) } }
    }
}
