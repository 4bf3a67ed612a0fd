import NIOCore
import NIOHTTP1

/// What only the head of an HTTP/1 message tells, before it becomes a request of no version.
///
/// - One `Host` there must be (RFC 9112 §3.2); HTTP/1.0 may do without.
/// - HTTP/1.0 closes after the answer unless it asks otherwise (RFC 9112 §9.3), and is then told that it was heard.
final class RequestRules: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart
    typealias OutboundIn = HTTPServerResponsePart
    typealias OutboundOut = HTTPServerResponsePart

    /// A message had no `Host`, several, or an invalid one. What follows it is not read as a message.
    private(set) var hasInvalidHost = false
    private var keepsOldOpen = false

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !hasInvalidHost else { return }
        guard case .head(var head) = unwrapInboundIn(data) else { return context.fireChannelRead(data) }
        let isOld = (head.version.major, head.version.minor) < (1, 1)
        guard Self.hasValidHost(head.headers, isOptional: isOld) else {
            hasInvalidHost = true
            return context.fireErrorCaught(HTTPParserError.invalidHeaderToken)
        }
        guard isOld else { return context.fireChannelRead(data) }
        keepsOldOpen = head.headers[canonicalForm: "connection"].contains { $0.utf8.isCaseInsensitively("keep-alive") }
        if !keepsOldOpen { head.headers.replaceOrAdd(name: "connection", value: "close") }
        context.fireChannelRead(wrapInboundOut(.head(head)))
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        guard keepsOldOpen, case .head(var head) = unwrapOutboundIn(data), !head.headers.contains(name: "connection") else {
            return context.write(data, promise: promise)
        }
        head.headers.add(name: "Connection", value: "keep-alive")
        context.write(wrapOutboundOut(.head(head)), promise: promise)
    }

    private static func hasValidHost(_ headers: HTTPHeaders, isOptional: Bool) -> Bool {
        var count = 0
        for (name, value) in headers where name[...].utf8.isCaseInsensitively("host") {
            count += 1
            guard value[...].utf8.withoutSurroundingSpaces.allSatisfy({ $0 > 0x20 && !#"/?#@,\"#.utf8.contains($0) }) else {
                return false
            }
        }
        return count == 1 || (count == 0 && isOptional)
    }
}
