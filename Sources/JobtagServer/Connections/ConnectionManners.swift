import HTTPTypes
import JobtagAPI
import JobtagCore
import NIOCore
import NIOHTTP1
import NIOHTTPTypes

/// What HTTP/1.1 wants of a connection besides requests and answers; of a stream of HTTP/2, only the last of these.
///
/// - A message that is none is answered with a problem, like everything else; the server below would send a bare 400.
/// - Who waits with a body for `100 Continue` is told to go on (RFC 9110 §10.1.1).
/// - `close` ends the connection however it is written, and the last answer says so: the server below looks for it in lower case and
///   alone only (RFC 9110 §7.6.1, RFC 9112 §9.6).
/// - A path is one however its letters are encoded (RFC 3986 §6.2.2.2).
final class ConnectionManners: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    /// For the addresses in problems.
    private let base: BasePath
    private var error: HTTPParserError?
    /// Requests whose answers have not ended.
    private var underWay = 0
    /// Somebody waits to be told to go on, behind a request that is still being answered.
    private var owesContinue = false
    /// As many answers as are still to come on this connection; nil while it stays open.
    private var answersUntilClose: Int?
    private let slowRequests = SlowRequestGuard()
    private let rules = RequestRules()

    init(base: BasePath = .none) { self.base = base }

    func handlerAdded(context: ChannelHandlerContext) {
        let pipeline = context.pipeline.syncOperations
        // A stream of HTTP/2 has no bytes to see to; its frames have rules of their own.
        guard let decoder = try? pipeline.handler(type: ByteToMessageHandler<HTTPRequestDecoder>.self) else { return }
        do {
            try pipeline.addHandler(slowRequests, position: .before(decoder))
            try pipeline.addHandler(rules, position: .after(decoder))
        } catch {
            context.fireErrorCaught(error)
        }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var head: HTTPRequest
        switch unwrapInboundIn(data) {
        case .head(let begun):
            slowRequests.requestWentOn()
            slowRequests.isAnswering = false
            head = begun
        case .body:
            slowRequests.requestWentOn()
            return context.fireChannelRead(data)
        case .end:
            slowRequests.requestEnded()
            slowRequests.isAnswering = underWay > 0
            return context.fireChannelRead(data)
        }
        underWay += 1
        if head.headerFields.contains("100-continue", in: .expect) {
            owesContinue = true
            if underWay == 1 { tellToGoOn(context) }
        }
        if head.headerFields.contains("close", in: .connection) {
            head.headerFields[.connection] = "close"
            if answersUntilClose == nil { answersUntilClose = underWay }
        }
        if let path = head.path, let normalized = PathNormalization.normalized(path) { head.path = normalized }
        context.fireChannelRead(wrapInboundOut(.head(head)))
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if let error = error as? HTTPParserError { self.error = error }
        context.fireErrorCaught(error)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        let part = unwrapOutboundIn(data)
        switch part {
        case .head(var head):
            if let error, head.status == .badRequest, head.headerFields[.contentType] == nil {
                let (head, body) = answer(to: error)
                context.write(wrapOutboundOut(.head(head)), promise: nil)
                return context.write(wrapOutboundOut(.body(body)), promise: promise)
            }
            if answersUntilClose == 1 {
                head.headerFields[.connection] = "close"
                return context.write(wrapOutboundOut(.head(head)), promise: promise)
            }
        case .end:
            underWay = max(0, underWay - 1)
            if underWay == 0 { slowRequests.isAnswering = false }
            if let count = answersUntilClose { answersUntilClose = count - 1 }
            context.write(data, promise: promise)
            return tellToGoOn(context)
        case .body: break
        }
        context.write(data, promise: promise)
    }

    private func tellToGoOn(_ context: ChannelHandlerContext) {
        guard owesContinue, underWay > 0 else { return }
        owesContinue = false
        context.writeAndFlush(wrapOutboundOut(.head(HTTPResponse(status: .continue))), promise: nil)
    }

    private func answer(to error: HTTPParserError) -> (HTTPResponse, ByteBuffer) {
        let problem =
            switch error {
            case .headerOverflow: Problem(.headersTooLarge, "The header of this request is larger than can be taken.")
            case .invalidMethod: Problem(.methodNotAllowed, "There is no such method here.")
            case _ where rules.hasInvalidHost:
                Problem(
                    .malformedRequest, "A request needs one Host header field, with the name of the host alone.",
                    errors: [FieldError("Host", "This is needed once, with the name of the host alone.")])
            default:
                Problem(
                    .malformedRequest, "This request does not follow the rules of HTTP/1.1.",
                    errors: [FieldError("request", "This does not follow the rules of HTTP/1.1.")])
            }
        let body = ByteBuffer(bytes: problem.json(instance: "/", base: base.description))
        var head = HTTPResponse(status: .init(code: problem.type.status))
        head.headerFields = [
            .contentType: "application/problem+json", .contentLength: String(body.readableBytes), .cacheControl: "no-store",
            .connection: "close", .vary: "Origin",
        ]
        if problem.type == .methodNotAllowed { head.headerFields[.allow] = OperationTable.everyMethod }
        return (head, body)
    }
}

extension HTTPField.Name {
    static let expect = HTTPField.Name("Expect")!
}

extension HTTPFields {
    /// Whether a word is in the list that is the value of a field, in any case and in however many fields of that name.
    fileprivate func contains(_ word: StaticString, in name: HTTPField.Name) -> Bool {
        contains { field in field.name == name && field.value.listMembers.contains { $0.isCaseInsensitively(word) } }
    }
}
