import Foundation
import HTTPTypes
import JobtagAPI
import Logging
import NIOCore
import NIOHTTP1
import NIOHTTPTypes

/// Closing a connection.
extension ConnectionHandler {
    static var timedOut: RejectedMessage { RejectedMessage(.requestTimeout, "The request did not arrive in time.") }

    /// Responds to an invalid or incomplete message, and accepts no more.
    ///
    /// - Parameter isMidRequest: Whether its head was forwarded, so that it is the last exchange unless it has a response.
    func refuse(_ rejection: RejectedMessage, isMidRequest: Bool) {
        guard self.rejection == nil, !isOver else { return }
        isEnding = true
        reader?.stop()
        self.rejection = (rejection, isMidRequest)
        sendRejection()
        // Code that waits for the rest of the body must stop waiting.
        if isMidRequest { context?.fireErrorCaught(HTTPParserError.invalidEOFState) }
    }

    /// Earlier requests are answered first.
    func sendRejection() {
        guard let (rejection, isMidRequest) = rejection, let context, !isOver else { return }
        guard exchanges.count <= (isMidRequest ? 1 : 0) else { return }
        var asked = Exchange()
        if isMidRequest {
            // A second response to one request would be taken for the response to another.
            guard let exchange = exchanges.first else { return finish() }
            guard !exchange.isBegun else {
                exchanges[exchanges.startIndex].isLast = true
                return
            }
            asked = exchange
        } else if let beginning = reader?.beginning {
            asked = Exchange(glimpse: beginning)
        }
        let (head, body) = rejection.answer(to: asked, policy: policy)
        isOver = true
        context.write(wrapOutboundOut(.head(reader == nil ? head.withoutConnection : head)), promise: nil)
        if !asked.isHead { context.write(wrapOutboundOut(.body(body)), promise: nil) }
        let written = context.eventLoop.makePromise(of: Void.self)
        written.futureResult.assumeIsolated().whenSuccess { self.finish() }
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: written)
        policy.metrics.record("none", status: rejection.problem.type.status, duration: .zero)
        policy.logger.info(
            "refused",
            metadata: [
                "status": "\(rejection.problem.type.status)", "detail": "\(rejection.problem.detail)",
                "hb.request.id": "\(head.headerFields[.requestID] ?? "")",
            ])
    }

    /// Closes this side, and waits briefly for the other: data still being received would otherwise turn the close into a reset, which can
    /// discard the last response (RFC 9112 §9.6).
    ///
    /// - Parameter wait: The time for the other side to close.
    func finish(within wait: TimeAmount? = nil) {
        guard let context else { return }
        (isOver, isEnding) = (true, true)
        reader?.stop()
        guard reader != nil else { return context.close(promise: nil) }
        context.close(mode: .output, promise: nil)
        waitForOtherSide(context, wait ?? policy.limits.lingerTime)
    }

    private func waitForOtherSide(_ context: ChannelHandlerContext, _ time: TimeAmount) {
        let channel = context.channel
        let timer = context.eventLoop.scheduleTask(in: time) { channel.close(promise: nil) }
        channel.closeFuture.whenComplete { _ in timer.cancel() }
        context.read()
    }

    /// Whichever side closes first, the connection does not stay half open for long.
    func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
        context.close(mode: mode, promise: promise)
        guard mode == .output, reader != nil, !isOver else { return }
        (isOver, isEnding) = (true, true)
        reader?.stop()
        waitForOtherSide(context, policy.limits.lingerTime)
    }

    /// A client that sees the connection close and reconnects immediately must be refused, not left waiting.
    func stopAfterAcceptTimeout(_ context: ChannelHandlerContext) {
        let time = TimeAmount.nanoseconds(3 * policy.limits.acceptTime.nanoseconds)
        context.eventLoop.assumeIsolated().scheduleTask(in: time) { self.stopSoon() }
    }

    /// The server is shutting down. Requests in progress get a response.
    func stopSoon() {
        isStopping = true
        guard let context, !isAnswering else { return }
        context.eventLoop.assumeIsolated().scheduleTask(in: policy.limits.shutdownTime) {
            guard !self.isAnswering, !self.isOver, self.reader?.isInHead == false else { return }
            // It has been idle for at least this long, so no response can be lost: clients that keep connections open do not delay the end.
            self.finish(within: self.policy.limits.shutdownTime)
        }
    }

    // MARK: Timeouts

    func startWatch() {
        guard watch == nil, let context else { return }
        let pause = TimeAmount.nanoseconds(policy.limits.bodyRate.grace.nanoseconds / 4)
        watch = context.eventLoop.assumeIsolated().scheduleTask(in: pause) {
            self.watch = nil
            self.checkProgress()
        }
    }

    private func checkProgress() {
        guard let context, context.channel.isActive, isReceiving || responseProgress.isWaiting else { return }
        let now = context.eventLoop.now
        // While the server itself is processing, the client is not late.
        if requestDeadline != nil, !isReading || exchanges.count > 1 {
            requestDeadline?.body = TransferDeadline(rate: policy.limits.bodyRate, now: now)
        }
        if let requestDeadline, min(requestDeadline.body.value, requestDeadline.whole) <= now {
            refuse(Self.timedOut, isMidRequest: true)
        }
        if responseProgress.isWaiting {
            queryAcknowledgedBytes(context)
            if responseProgress.isTooSlow(now: now) { return disconnect(context) }
        }
        startWatch()
    }

    /// For an HTTP/2 stream only if the connection is slow: with its own window exhausted, a stream is slow by itself.
    private func queryAcknowledgedBytes(_ context: ChannelHandlerContext) {
        let channel = context.channel
        guard let carrier = reader == nil ? channel.parent : channel, reader != nil || !carrier.isWritable else { return }
        let bound = NIOLoopBound(self, eventLoop: context.eventLoop)
        TCPProgress.acknowledgedBytes(of: carrier) { count in
            bound.value.responseProgress.acknowledged(count, now: bound.eventLoop.now)
        }
    }

    /// With a reset: unread data would otherwise stay in the system's memory for minutes.
    private func disconnect(_ context: ChannelHandlerContext) {
        policy.logger.info("closed a connection that reads too slowly")
        let channel = context.channel
        if reader != nil, let socket = channel as? any SocketOptionProvider {
            socket.setSoLinger(linger(l_onoff: 1, l_linger: 0)).whenComplete { _ in channel.close(promise: nil) }
        } else {
            channel.close(promise: nil)
        }
    }
}

extension HTTPResponse {
    /// HTTP/2 has no `Connection` (RFC 9113 §8.2.2).
    fileprivate var withoutConnection: HTTPResponse {
        var head = self
        head.headerFields[.connection] = nil
        return head
    }
}
