import NIOCore

/// How much of the data sent on a TCP connection has arrived.
enum TCPProgress {
    /// The beginning of Linux's `struct tcp_info`, in 64-bit words; the last one is `tcpi_bytes_acked`.
    private struct Info {
        typealias Words = (UInt64, UInt64, UInt64, UInt64, UInt64)

        var words: (Words, Words, Words, last: UInt64) = ((0, 0, 0, 0, 0), (0, 0, 0, 0, 0), (0, 0, 0, 0, 0), 0)
    }

    /// - Parameter use: Receives the bytes acknowledged since the connection started; not called if the system or the kind of socket
    ///   does not report them.
    static func acknowledgedBytes(of channel: any Channel, _ use: @escaping @Sendable (UInt64) -> Void) {
        #if os(Linux)
        guard let socket = channel as? any SocketOptionProvider, channel.remoteAddress?.port != nil else { return }
        let information: EventLoopFuture<Info> = socket.unsafeGetSocketOption(level: .tcp, name: NIOBSDSocket.Option(rawValue: 11))
        information.whenSuccess { use($0.words.last) }
        #endif
    }
}
