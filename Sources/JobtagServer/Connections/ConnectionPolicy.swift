import HTTPTypes
import Logging
import NIOCore

/// The settings shared by all connections.
struct ConnectionPolicy: Sendable {
    var cors = CORSPolicy(origins: [])
    /// The database's generation, included in every API response.
    var generation = HTTPField(name: .generation, value: "")
    var metrics = Metrics()
    /// For the URLs in problems.
    var base = BasePath.none
    var logger = Logger(label: "jobtag")
    var limits = ConnectionLimits()
    var connections = OpenConnections(limit: .max)
}

/// The time limits and the minimum rate of a connection.
struct ConnectionLimits: Sendable {
    /// The limit for a request head or a TLS handshake.
    var headTime = TimeAmount.seconds(30)
    /// The limit for a whole request.
    var requestTime = TimeAmount.seconds(300)
    /// The minimum rate of bodies, in both directions.
    var bodyRate = TransferRate(bytesPerSecond: 1024, grace: .seconds(20))
    /// How long a connection waits for the other side to close after the last response (RFC 9112 §9.6).
    var lingerTime = TimeAmount.seconds(5)
    /// How long a stopping server keeps listening without accepting, so that all accepted connections are registered.
    /// One that arrives later would terminate the process.
    var acceptTime = TimeAmount.milliseconds(50)
    /// How long an open connection accepts a request after the server started to stop.
    var shutdownTime = TimeAmount.seconds(1)
    /// The maximum length of the request target, in bytes; RFC 9112 §3 requires at least 8,000 for the line. Searches can be long, paths cannot.
    var targetSize = 64 << 10
    /// The maximum length of the path, in bytes.
    var pathSize = 8 << 10
    /// The maximum size of a header field, in bytes.
    var fieldSize = 16 << 10
    /// The maximum size of all header fields, in bytes.
    var headerSize = 64 << 10
    /// The maximum number of header fields.
    var fieldCount = 200
}
