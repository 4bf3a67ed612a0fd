import HTTPTypes
import JobtagAPI
import NIOCore
import NIOHTTP1
import NIOHTTPTypes

/// What HTTP wants of a connection besides requests and answers. On HTTP/2 there is one for each stream, and what is of HTTP/1 alone
/// does not come up.
///
/// - What is no request is answered with a problem, like everything else.
/// - Who waits with a body for `100 Continue` is told to go on when the body is wanted, and not before (RFC 9110 §10.1.1).
/// - `close` ends the connection however it is written, and the last answer says so (RFC 9112 §9.6).
/// - Bodies must come on, in both directions; who neither sends nor reads is let go.
/// - A server that is to stop answers what it is asked, and says with each answer that it is the last.
final class ConnectionHandler: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    /// An event for the connection: the body of the request that is being answered is wanted.
    struct BodyWanted: Sendable {}

    let policy: ConnectionPolicy
    /// nil for a stream of HTTP/2.
    var reader: RequestReader?
    var connection: OpenConnections.Entry?
    var exchanges = CircularBuffer<Exchange>(initialCapacity: 2)
    /// The request that came last has not come whole.
    var isReceiving = false
    /// No more requests are taken.
    var isEnding = false
    /// Everything was said.
    var isOver = false
    var isStopping = false
    /// What is to be answered when what came before it has been.
    var refusal: (refusal: RejectedMessage, isMidRequest: Bool)?
    var context: ChannelHandlerContext?

    var requestDeadline: (body: TransferDeadline, whole: NIODeadline)?
    var answer: ResponseProgress
    /// Somebody wants to know of what comes; else it is here that one waits.
    var isReading = true
    var watch: Scheduled<Void>?

    init(policy: ConnectionPolicy) {
        self.policy = policy
        answer = ResponseProgress(rate: policy.limits.bodyRate)
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
                HTTP10Handler { [unowned self] in self.exchanges.first?.isOld == true }, position: .after(decoder))
            self.reader = reader
        } catch {
            context.fireErrorCaught(error)
        }
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        watch?.cancel()
        // A stream of HTTP/2 that was reset has no end that passes through here, and its connection goes on.
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
            // Whoever asked for the last answer is given no other.
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
            (exchange.isOld, exchange.keepsOldOpen) = (read.isOld, read.keepsOldOpen)
            exchange.isLast = (read.isOld && !read.keepsOldOpen) || head.headerFields.contains("close", in: .connection)
            // The server below looks for it in lower case and alone only.
            if exchange.isLast { head.headerFields[.connection] = "close" }
        }
        if exchange.isOld {
            head.headerFields[.expect] = nil
        } else {
            exchange.owesContinue = head.headerFields.contains("100-continue", in: .expect)
        }
        isReceiving = true
        exchanges.append(exchange)
        connection?.requestBegan()
        if connection?.isRefused == true {
            return refuse(
                RejectedMessage(.busy, "As many people are connected as there can be. Try again in a few seconds.", retryAfter: 5),
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
        // What the reader lets through and the parser does not.
        refuse(.malformed("This request does not follow the rules of HTTP/1.1."), isMidRequest: isReceiving)
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        // The server below would close what it takes for idle, with a request already on its way.
        if reader != nil, event is ChannelShouldQuiesceEvent { return stopWhenNobodyIsLetIn(context) }
        context.fireUserInboundEventTriggered(event)
    }

    func triggerUserOutboundEvent(context: ChannelHandlerContext, event: Any, promise: EventLoopPromise<Void>?) {
        guard event is BodyWanted else { return context.triggerUserOutboundEvent(event, promise: promise) }
        promise?.succeed()
        // Who did not wait needs no telling.
        guard exchanges.first?.owesContinue == true, !isOver, exchanges.count > 1 || isReceiving else { return }
        exchanges[exchanges.startIndex].owesContinue = false
        context.writeAndFlush(wrapOutboundOut(.head(HTTPResponse(status: .continue))), promise: nil)
    }

    // MARK: Answers

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
        if answer.isWaiting { startWatch() }
    }
}

extension HTTPField.Name {
    static let expect = HTTPField.Name("Expect")!
}

extension HTTPFields {
    /// Whether a word is in the list that is the value of a field, in any case and in however many fields of that name.
    func contains(_ word: StaticString, in name: HTTPField.Name) -> Bool {
        contains { field in field.name == name && field.value.listMembers.contains { $0.isCaseInsensitively(word) } }
    }
}
