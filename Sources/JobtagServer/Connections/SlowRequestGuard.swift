import NIOCore

/// Ends a connection on which a request has begun but does not go on. Between requests a connection may be quiet for longer: that is
/// the business of the idle time-out.
///
/// It sees the bytes before they are read as HTTP, and is told of what they came to.
final class SlowRequestGuard: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    /// How long a request may take for its head, and then for each piece of its body.
    private static let patience = TimeAmount.seconds(30)

    /// When the request that is being read last got further; nil between requests.
    private var lastProgress: NIODeadline?
    /// One for the connection rather than one for each request.
    private var timer: Scheduled<Void>?
    /// A request has been read and is being answered. What else comes meanwhile can wait.
    var isAnswering = false

    /// The head, or a piece of the body, has come.
    func requestWentOn() { lastProgress = .now() }

    func requestEnded() { lastProgress = nil }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        // Empty lines between requests are nothing (RFC 9112 §2.2).
        if lastProgress == nil, unwrapInboundIn(data).readableBytesView.contains(where: { $0 != 0x0D && $0 != 0x0A }) {
            lastProgress = .now()
            if timer == nil { schedule(context, in: Self.patience) }
        }
        context.fireChannelRead(data)
    }

    func channelInactive(context: ChannelHandlerContext) {
        stop()
        context.fireChannelInactive()
    }

    func handlerRemoved(context: ChannelHandlerContext) { stop() }

    private func stop() {
        timer?.cancel()
        timer = nil
    }

    private func schedule(_ context: ChannelHandlerContext, in time: TimeAmount) {
        timer = context.eventLoop.assumeIsolated().scheduleTask(in: time) {
            self.timer = nil
            guard let lastProgress = self.lastProgress else { return }
            let end = lastProgress + Self.patience
            if self.isAnswering {
                self.schedule(context, in: Self.patience)
            } else if end > .now() {
                self.schedule(context, in: end - .now())
            } else {
                context.close(promise: nil)
            }
        }
    }
}
