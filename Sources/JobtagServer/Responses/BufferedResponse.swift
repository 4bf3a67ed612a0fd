import HTTPTypes
import Hummingbird
import HummingbirdCore
import NIOCore

/// A response as a value that can be sent now, and stored to be sent again.
struct BufferedResponse: Sendable {
    var status: HTTPResponse.Status
    var headers: HTTPFields
    var body: ByteBuffer

    var response: Response {
        Response(status: status, headers: headers, body: .init(byteBuffer: body))
    }
}
