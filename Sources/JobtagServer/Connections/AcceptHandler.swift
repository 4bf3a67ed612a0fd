import Logging
import NIOCore

/// Accepts connections up to the limit. In the pipeline of the listening channel.
///
/// At the limit it stops accepting until a connection ends; new ones wait in the system's queue. So the process does not run out
/// of file descriptors; if it does for another reason, SwiftNIO pauses accepting, and this handler logs it.
final class AcceptHandler: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = any Channel
    typealias InboundOut = any Channel
    typealias OutboundIn = Never
    typealias OutboundOut = Never

    private let connections: OpenConnections
    private let limits: ConnectionLimits
    private let logger: Logger
    private var isHolding = false
    private var isStopping = false
    private var lastWarning: NIODeadline?
    private static let pause = TimeAmount.seconds(1)
    private static let pauseOfWarnings = TimeAmount.seconds(60)

    init(policy: ConnectionPolicy) { (connections, limits, logger) = (policy.connections, policy.limits, policy.logger) }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let channel = unwrapInboundIn(data)
        let connections = connections
        let entry = connections.open(channel)
        channel.closeFuture.whenComplete { _ in connections.close(channel) }
        if entry.isRefused {
            warn("the connection limit is reached", ["connections": "\(connections.limit)"], context)
        }
        // A stalled handshake, and an extra connection that sends no request.
        let time = entry.isRefused ? limits.lingerTime : limits.headTime
        let timer = channel.eventLoop.scheduleTask(in: time) {
            if entry.isRefused || (!entry.isUsed && !channel.hasPipelineOfHTTP) { channel.close(promise: nil) }
        }
        channel.closeFuture.whenComplete { _ in timer.cancel() }
        context.fireChannelRead(data)
    }

    func read(context: ChannelHandlerContext) {
        guard !isHolding else { return }
        guard !connections.hasRoom else { return context.read() }
        isHolding = true
        waitForRoom(context)
    }

    private func waitForRoom(_ context: ChannelHandlerContext) {
        context.eventLoop.assumeIsolated().scheduleTask(in: Self.pause) {
            guard context.channel.isActive, !self.isStopping else { return }
            if !self.connections.hasRoom { self.connections.giveUpIdle() }
            guard self.connections.hasRoom else { return self.waitForRoom(context) }
            self.isHolding = false
            context.read()
        }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if event is ChannelShouldQuiesceEvent { (isHolding, isStopping) = (true, true) }
        context.fireUserInboundEventTriggered(event)
    }

    /// Connections being set up must reach their handlers before the channel closes: otherwise SwiftNIO terminates
    /// the process.
    func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
        (isHolding, isStopping) = (true, true)
        context.eventLoop.assumeIsolated().scheduleTask(in: limits.acceptTime) { context.close(mode: mode, promise: promise) }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        warn("a connection could not be accepted; trying again in a second", ["error": "\(error)"], context)
        context.fireErrorCaught(error)
    }

    /// At most once a minute.
    private func warn(_ message: Logger.Message, _ metadata: Logger.Metadata, _ context: ChannelHandlerContext) {
        let now = context.eventLoop.now
        if let lastWarning, now < lastWarning + Self.pauseOfWarnings { return }
        lastWarning = now
        logger.warning(message, metadata: metadata)
    }
}

extension Channel {
    /// Whether it has reached HTTP: with TLS, whether the handshake is complete.
    fileprivate var hasPipelineOfHTTP: Bool {
        (try? pipeline.syncOperations.handler(type: ConnectionHandler.self)) != nil
    }
}
