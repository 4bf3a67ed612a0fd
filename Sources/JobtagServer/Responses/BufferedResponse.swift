import HTTPTypes
import Hummingbird
import HummingbirdCore
import NIOCore

/// An answer as a value: what can be sent now, and kept to be sent again.
struct BufferedResponse: Sendable {
    var status: HTTPResponse.Status
    var headers: HTTPFields
    var body: ByteBuffer

    var response: Response {
        Response(status: status, headers: headers, body: .init(byteBuffer: body))
    }
}
