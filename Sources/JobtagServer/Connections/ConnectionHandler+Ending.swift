import Foundation
import HTTPTypes
import JobtagAPI
import Logging
import NIOCore
import NIOHTTP1
import NIOHTTPTypes

/// How a connection ends, for one reason or another.
extension ConnectionHandler {
    static var timedOut: RejectedMessage { RejectedMessage(.requestTimeout, "The request did not arrive in time.") }

    /// Answers a message that is no request, or not one that could be waited for, and takes no more.
    ///
    /// - Parameter isMidRequest: Its head has been handed on, so that it is the last of the exchanges unless it has been answered.
    func refuse(_ refusal: RejectedMessage, isMidRequest: Bool) {
        guard self.refusal == nil, !isOver else { return }
        isEnding = true
        reader?.stop()
        self.refusal = (refusal, isMidRequest)
        answerRefusal()
        // Whoever waits for the rest of the body waits no longer.
        if isMidRequest { context?.fireErrorCaught(HTTPParserError.invalidEOFState) }
    }

    /// What came before it is answered first.
    func answerRefusal() {
        guard let (refusal, isMidRequest) = refusal, let context, !isOver else { return }
        guard exchanges.count <= (isMidRequest ? 1 : 0) else { return }
        var asked = Exchange()
        if isMidRequest {
            // A second answer to one request would be taken for the answer to another.
            guard let exchange = exchanges.first else { return finish() }
            guard !exchange.isBegun else {
                exchanges[exchanges.startIndex].isLast = true
                return
            }
            asked = exchange
        } else if let beginning = reader?.beginning {
            asked = Exchange(glimpse: beginning)
        }
        let (head, body) = refusal.answer(to: asked, policy: policy)
        isOver = true
        context.write(wrapOutboundOut(.head(reader == nil ? head.withoutConnection : head)), promise: nil)
        if !asked.isHead { context.write(wrapOutboundOut(.body(body)), promise: nil) }
        let written = context.eventLoop.makePromise(of: Void.self)
        written.futureResult.assumeIsolated().whenSuccess { self.finish() }
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: written)
        policy.metrics.record("none", status: refusal.problem.type.status, duration: .zero)
        policy.logger.info(
            "refused",
            metadata: [
                "status": "\(refusal.problem.type.status)", "detail": "\(refusal.problem.detail)",
                "hb.request.id": "\(head.headerFields[.requestID] ?? "")",
            ])
    }

    /// Ends this side, and waits a little for the other: what is still being sent would otherwise turn the end into a reset, which can
    /// take the last answer along (RFC 9112 §9.6).
    func finish() {
        guard let context else { return }
        (isOver, isEnding) = (true, true)
        reader?.stop()
        guard reader != nil else { return context.close(promise: nil) }
        context.close(mode: .output, promise: nil)
        waitForOtherSide(context)
    }

    private func waitForOtherSide(_ context: ChannelHandlerContext) {
        let channel = context.channel
        let timer = context.eventLoop.scheduleTask(in: policy.limits.lingerTime) { channel.close(promise: nil) }
        channel.closeFuture.whenComplete { _ in timer.cancel() }
        context.read()
    }

    /// Whoever ends this side, the connection does not stay half open for long.
    func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
        context.close(mode: mode, promise: promise)
        guard mode == .output, reader != nil, !isOver else { return }
        (isOver, isEnding) = (true, true)
        reader?.stop()
        waitForOtherSide(context)
    }

    /// Whoever is told that the connection ends, and connects again at once, must be refused rather than left waiting.
    func stopWhenNobodyIsLetIn(_ context: ChannelHandlerContext) {
        let time = TimeAmount.nanoseconds(3 * policy.limits.acceptTime.nanoseconds)
        context.eventLoop.assumeIsolated().scheduleTask(in: time) { self.stopSoon() }
    }

    /// The server is to stop. A request that is on its way is answered.
    func stopSoon() {
        isStopping = true
        guard let context, !isAnswering else { return }
        context.eventLoop.assumeIsolated().scheduleTask(in: policy.limits.shutdownTime) {
            guard !self.isAnswering, !self.isOver, self.reader?.isInHead == false else { return }
            self.finish()
        }
    }

    // MARK: Too slow

    func startWatch() {
        guard watch == nil, let context else { return }
        let pause = TimeAmount.nanoseconds(policy.limits.bodyRate.grace.nanoseconds / 4)
        watch = context.eventLoop.assumeIsolated().scheduleTask(in: pause) {
            self.watch = nil
            self.look()
        }
    }

    private func look() {
        guard let context, context.channel.isActive, isReceiving || answer.isWaiting else { return }
        let now = context.eventLoop.now
        // As long as it is here that one waits, nobody else is late.
        if requestDeadline != nil, !isReading || exchanges.count > 1 {
            requestDeadline?.body = TransferDeadline(rate: policy.limits.bodyRate, now: now)
        }
        if let requestDeadline, min(requestDeadline.body.value, requestDeadline.whole) <= now {
            refuse(Self.timedOut, isMidRequest: true)
        }
        if answer.isWaiting {
            askWhatArrived(context)
            if answer.isTooSlow(now: now) { return letGo(context) }
        }
        startWatch()
    }

    /// Of a stream of HTTP/2 only where it is the connection that is slow: with its own window used up, a stream is slow by itself.
    private func askWhatArrived(_ context: ChannelHandlerContext) {
        let channel = context.channel
        guard let carrier = reader == nil ? channel.parent : channel, reader != nil || !carrier.isWritable else { return }
        let bound = NIOLoopBound(self, eventLoop: context.eventLoop)
        TCPProgress.acknowledgedBytes(of: carrier) { count in
            bound.value.answer.acknowledged(count, now: bound.eventLoop.now)
        }
    }

    /// With a reset: what was written and is not read would lie in the system's memory for minutes.
    private func letGo(_ context: ChannelHandlerContext) {
        policy.logger.info("ended a connection that reads too slowly")
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
