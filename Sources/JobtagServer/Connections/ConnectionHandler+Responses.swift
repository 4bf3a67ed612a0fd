import HTTPTypes
import NIOCore
import NIOHTTPTypes

/// Sending responses.
extension ConnectionHandler {
    func begun(_ answer: HTTPResponse) -> HTTPResponse {
        let place = exchanges.startIndex
        guard answer.status.kind != .informational else { return answer }
        exchanges[place].isBegun = true
        guard reader != nil else { return answer }
        var head = answer
        // The rest of the body may or may not come, so the start of the next request is unknown; or it is too large to wait for.
        if exchanges.count == 1, isReceiving, exchanges[place].mustSendContinue || head.status == .contentTooLarge {
            exchanges[place].isLast = true
        }
        if isStopping, exchanges.count == 1 { exchanges[place].isLast = true }
        // Only the end of the connection marks its end (RFC 9112 §6.3).
        if exchanges[place].isHTTP10, !exchanges[place].isHead, head.mayHaveBody, !head.headerFields.contains(.contentLength) {
            exchanges[place].isLast = true
        }
        if exchanges[place].isLast {
            head.headerFields[.connection] = "close"
            if !isReceiving { isEnding = true }
        } else if exchanges[place].keepsHTTP10Open {
            head.headerFields[.connection] = "keep-alive"
        }
        return head
    }

    func end(_ data: NIOAny, _ promise: EventLoopPromise<Void>?, _ context: ChannelHandlerContext) {
        let exchange = exchanges.removeFirst()
        let written = promise ?? context.eventLoop.makePromise(of: Void.self)
        // A slow reader is not idle until the end has been sent.
        written.futureResult.whenComplete { [connection] _ in connection?.requestEnded() }
        guard reader != nil, exchange.isLast || (isStopping && exchanges.isEmpty) else {
            context.write(data, promise: written)
            return sendRejection()
        }
        isOver = true
        written.futureResult.assumeIsolated().whenSuccess { self.finish() }
        context.write(data, promise: written)
    }

    /// In parts, to measure how much has been sent.
    func write(_ body: ByteBuffer, _ promise: EventLoopPromise<Void>?, _ context: ChannelHandlerContext) {
        guard body.readableBytes > 0 else { return context.write(wrapOutboundOut(.body(body)), promise: promise) }
        var rest = body
        while let piece = rest.readSlice(length: min(rest.readableBytes, ResponseProgress.pieceSize)), piece.readableBytes > 0 {
            let count = piece.readableBytes
            let left = (rest.readableBytes == 0 ? promise : nil) ?? context.eventLoop.makePromise(of: Void.self)
            responseProgress.wrote(count, now: context.eventLoop.now)
            left.futureResult.assumeIsolated().whenComplete { _ in
                self.responseProgress.left(count, now: self.context?.eventLoop.now ?? .now())
            }
            context.write(wrapOutboundOut(.body(piece)), promise: left)
        }
    }
}

extension HTTPResponse {
    /// Whether a response with this status has a body (RFC 9110 §15.3.5, §15.4.5).
    fileprivate var mayHaveBody: Bool { status != .noContent && status != .notModified }
}
