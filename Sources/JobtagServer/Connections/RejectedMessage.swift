import ConditionalRequests
import HTTPTypes
import Hummingbird
import HummingbirdCore
import JobtagAPI
import JobtagCore
import NIOCore

/// Why the connection itself responds to a message: it is invalid, or did not arrive in time.
struct RejectedMessage: Error, Sendable {
    let problem: Problem
    /// The methods to list in a 405.
    var allow: String?

    init(_ type: ProblemType, _ detail: String, errors: [FieldError] = [], retryAfter: Int? = nil, allow: String? = nil) {
        // The `errors` of a 400 must not be empty.
        let errors = errors.isEmpty && type.status == 400 ? [FieldError("request", detail)] : errors
        problem = Problem(type, detail, errors: errors, retryAfter: retryAfter)
        self.allow = allow
    }

    /// A message that violates the grammar of RFC 9112.
    static func malformed(_ detail: String) -> RejectedMessage { RejectedMessage(.malformedRequest, detail) }

    static func malformed(_ field: String, _ detail: String) -> RejectedMessage {
        RejectedMessage(.malformedRequest, "\(field): \(detail)", errors: [FieldError(field, detail)])
    }

    /// The response, with the common header fields.
    ///
    /// - Parameter asked: The request, as far as it could be parsed.
    func answer(to asked: Exchange, policy: ConnectionPolicy) -> (head: HTTPResponse, body: ByteBuffer) {
        let path = policy.base.removed(from: asked.path)
        let body = ByteBuffer(bytes: problem.json(instance: path, base: policy.base.description))
        var headers: HTTPFields = [
            .contentType: "application/problem+json", .contentLength: String(body.readableBytes), .cacheControl: "no-store",
            .connection: "close", .date: "\(HTTPDate.now)", .xContentTypeOptions: "nosniff", .requestID: "\(RequestID())",
        ]
        if let allow { headers[.allow] = allow }
        if let seconds = problem.retryAfter { headers[.retryAfter] = String(seconds) }
        policy.cors.addHeaders(to: &headers, origin: asked.origin)
        if Request.isOfInterface(path) { headers.append(policy.generation) }
        return (HTTPResponse(status: .init(code: problem.type.status), headerFields: headers), body)
    }
}
