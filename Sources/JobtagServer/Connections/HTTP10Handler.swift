import NIOCore
import NIOHTTP1

/// HTTP/1.0 has no chunks (RFC 9112 §6.1): a response without a length ends with the connection.
final class HTTP10Handler: ChannelOutboundHandler, RemovableChannelHandler {
    typealias OutboundIn = HTTPServerResponsePart
    typealias OutboundOut = HTTPServerResponsePart

    private let isAnsweringOld: () -> Bool

    /// - Parameter isAnsweringOld: Whether the current request is HTTP/1.0.
    init(isAnsweringOld: @escaping () -> Bool) { self.isAnsweringOld = isAnsweringOld }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        guard case .head(var head) = unwrapOutboundIn(data), isAnsweringOld(), !head.headers.contains(name: "content-length") else {
            return context.write(data, promise: promise)
        }
        head.version = .http1_0
        context.write(wrapOutboundOut(.head(head)), promise: promise)
    }
}
