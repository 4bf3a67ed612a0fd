import HTTPTypes
import Logging
import NIOCore

/// What all connections share.
struct ConnectionPolicy: Sendable {
    var cors = CORSPolicy(origins: [])
    /// The database's generation, which every answer of the interface names.
    var generation = HTTPField(name: .generation, value: "")
    var metrics = Metrics()
    /// For the addresses in problems.
    var base = BasePath.none
    var logger = Logger(label: "jobtag")
    var limits = ConnectionLimits()
    var connections = OpenConnections(limit: .max)
}

/// How long a connection may take for what, and how slow it may be.
struct ConnectionLimits: Sendable {
    /// How long the head of a request, or the handshake of TLS, may take.
    var headTime = TimeAmount.seconds(30)
    /// How long a whole request may take.
    var requestTime = TimeAmount.seconds(300)
    /// What bodies must keep to, in both directions.
    var bodyRate = TransferRate(bytesPerSecond: 1024, grace: .seconds(20))
    /// How long a connection waits for the other side to close, after the last answer (RFC 9112 §9.6).
    var lingerTime = TimeAmount.seconds(5)
    /// How long the server goes on listening when it was told to stop, without letting anybody in: so that those who were let in are
    /// all known to it. One that comes to it later would end the process.
    var acceptTime = TimeAmount.milliseconds(50)
    /// How long an open connection still takes a request after the server was told to stop.
    var shutdownTime = TimeAmount.seconds(1)
    /// The longest target of a request, in bytes; RFC 9112 §3 wants 8,000 for the whole line at least. A search can be long, a path cannot.
    var targetSize = 64 << 10
    /// The longest path, in bytes.
    var pathSize = 8 << 10
    /// The longest header field, in bytes.
    var fieldSize = 16 << 10
    /// The longest header, in bytes.
    var headerSize = 64 << 10
    /// The most header fields.
    var fieldCount = 200
}
