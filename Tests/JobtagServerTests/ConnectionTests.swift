import Foundation
import HTTPTypes
import JobtagCore
import NIOCore
import NIOEmbedded
import NIOHTTPTypes
import Testing

@testable import JobtagServer

/// When a connection counts as idle, and when it is ended.
@Suite struct ConnectionTests {
    private let channel = EmbeddedChannel()
    private let connections = OpenConnections(limit: 10)

    /// A connection, or a stream of HTTP/2, on which a request has come.
    private func connection() throws -> OpenConnections.Entry {
        try channel.connect(to: SocketAddress(ipAddress: "192.0.2.1", port: 1)).wait()
        let entry = connections.open(channel)
        var policy = ConnectionPolicy()
        policy.connections = connections
        try channel.pipeline.syncOperations.addHandler(ConnectionHandler(policy: policy))
        #expect(entry.idleTime(now: .now()) != nil)
        try channel.writeInbound(
            HTTPRequestPart.head(HTTPRequest(method: .get, scheme: "https", authority: "x", path: "/")))
        #expect(entry.idleTime(now: .now()) == nil)
        return entry
    }

    @Test func `A connection is busy until the end of the response is sent, not only written`() throws {
        let entry = try connection()
        try channel.writeInbound(HTTPRequestPart.end(nil))
        channel.write(HTTPResponsePart.head(HTTPResponse(status: .ok)), promise: nil)
        channel.write(HTTPResponsePart.end(nil), promise: nil)
        #expect(entry.idleTime(now: .now()) == nil)
        channel.flush()
        #expect(entry.idleTime(now: .now()) != nil)
    }

    @Test func `A request with a reset stream does not keep the connection busy`() throws {
        let entry = try connection()
        try channel.close().wait()
        channel.embeddedEventLoop.run()
        #expect(entry.idleTime(now: .now()) != nil)
    }

    @Test(arguments: [true, false])
    func `A connection selected to make room for another stays open if a new request has arrived meanwhile`(hasRequest: Bool) throws
    {
        let clock = TestClock()
        let connections = OpenConnections(limit: 1) { .uptimeNanoseconds(0) + TimeAmount(clock.now) }
        try channel.connect(to: SocketAddress(ipAddress: "192.0.2.1", port: 1)).wait()
        let entry = connections.open(channel)
        clock.advance(.seconds(10))
        // The end is for the connection's own thread, and a request comes there first.
        let other = EmbeddedChannel()
        #expect(!connections.open(other).isRefused)
        if hasRequest { entry.requestBegan() }
        channel.embeddedEventLoop.run()
        #expect(channel.isActive == hasRequest)
        #expect((connections.entry(of: channel) != nil) == hasRequest)
        // The other ends, and leaves room only where the first has gone.
        connections.close(other)
        #expect(connections.open(EmbeddedChannel()).isRefused == hasRequest)
    }

    @Test(arguments: [true, false])
    func `A stream that has ended leaves the connection to the next request, and one that does not end is closed`(
        hasEnded: Bool
    ) throws {
        try channel.connect(to: SocketAddress(ipAddress: "192.0.2.1", port: 1)).wait()
        let reader = StreamSubscriber(job: nil, person: Person(id: UUID(), name: "Priya"), channel: channel)
        reader.end(in: .seconds(3))
        if hasEnded { reader.finished() }
        channel.embeddedEventLoop.advanceTime(by: .seconds(3))
        #expect(channel.isActive == hasEnded)
    }
}
