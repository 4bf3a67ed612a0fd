/// All problem types, each with its status. The server maps types to statuses, clients statuses to types.
package enum ProblemType: String, CaseIterable, Sendable {
    case notJSON = "not-json"
    case invalid = "invalid"
    case malformedCondition = "malformed-condition"
    case unauthenticated = "unauthenticated"
    case forbidden = "forbidden"
    case notFound = "not-found"
    case methodNotAllowed = "method-not-allowed"
    case conflict = "conflict"
    case duplicateEvent = "duplicate-event"
    case preconditionFailed = "precondition-failed"
    case tooLarge = "too-large"
    case unsupportedMediaType = "unsupported-media-type"
    case keyReused = "key-reused"
    case answerNotKept = "answer-not-kept"
    case preconditionRequired = "precondition-required"
    case malformedRequest = "malformed-request"
    case headersTooLarge = "headers-too-large"
    case uriTooLong = "uri-too-long"
    case requestTimeout = "request-timeout"
    case expectationFailed = "expectation-failed"
    case notImplemented = "not-implemented"
    case versionNotSupported = "version-not-supported"
    case tooManyRequests = "too-many-requests"
    case unexpected = "unexpected"
    case busy = "busy"

    package var status: Int {
        switch self {
        case .notJSON, .invalid, .malformedCondition, .malformedRequest: 400
        case .unauthenticated: 401
        case .forbidden: 403
        case .notFound: 404
        case .methodNotAllowed: 405
        case .requestTimeout: 408
        case .conflict, .duplicateEvent: 409
        case .preconditionFailed: 412
        case .tooLarge: 413
        case .uriTooLong: 414
        case .unsupportedMediaType: 415
        case .expectationFailed: 417
        case .keyReused, .answerNotKept: 422
        case .preconditionRequired: 428
        case .tooManyRequests: 429
        case .headersTooLarge: 431
        case .unexpected: 500
        case .notImplemented: 501
        case .busy: 503
        case .versionNotSupported: 505
        }
    }

    /// The same for every occurrence (RFC 9457 §3.1.3).
    package var title: String {
        switch self {
        case .notJSON: "The request body is not a JSON object"
        case .invalid: "The request is invalid"
        case .malformedCondition: "Malformed conditional header"
        case .unauthenticated: "Authentication required"
        case .forbidden: "Not allowed"
        case .notFound: "Not found"
        case .methodNotAllowed: "Method not allowed"
        case .conflict: "The request conflicts with the current state"
        case .duplicateEvent: "The event already exists"
        case .preconditionFailed: "The record has changed"
        case .tooLarge: "The request body is too large"
        case .unsupportedMediaType: "Unsupported media type"
        case .keyReused: "The idempotency key was used for another request"
        case .answerNotKept: "The response is no longer stored"
        case .preconditionRequired: "If-Match header required"
        case .malformedRequest: "Malformed HTTP request"
        case .headersTooLarge: "The request headers are too large"
        case .uriTooLong: "The request URI is too long"
        case .requestTimeout: "The request timed out"
        case .expectationFailed: "Unsupported Expect header"
        case .notImplemented: "Not implemented"
        case .versionNotSupported: "HTTP version not supported"
        case .tooManyRequests: "Too many sign-in attempts"
        case .unexpected: "Something went wrong on the server"
        case .busy: "Temporarily unavailable"
        }
    }

    /// The text of the page at the type's URI.
    package var explanation: String {
        switch self {
        case .notJSON:
            "The request body must be a JSON object in UTF-8."
        case .invalid:
            "One or more values are invalid. The errors member lists each field and what it needs. Nothing was changed."
        case .malformedCondition:
            "If-Match and If-None-Match accept entity tags in double quotes, exactly as received in ETag, separated by commas. "
                + "Send the ETag of your last GET unchanged."
        case .unauthenticated:
            "Sign in with POST /api/auth/login/. Then send the token as Authorization: Bearer, or send the session cookie."
        case .forbidden:
            "You are signed in, but your role is not allowed to do this. An admin can change roles."
        case .notFound:
            "There is nothing at this URL, or it was deleted. For 30 days after deletion, jobs are listed by "
                + "GET /api/jobs/?deleted=true and clients by GET /api/clients/?deleted=true."
        case .methodNotAllowed:
            "This URL does not support this method. The Allow header lists the supported ones."
        case .conflict:
            "The request is valid but conflicts with the current state. The detail says why."
        case .duplicateEvent:
            "You added the same text to this job a moment ago. The button was probably pressed twice. The existing_event member contains the event."
        case .preconditionFailed:
            "The record has changed since the version that your request names, so your change was not made. "
                + "The response has the current version and its tag: check what changed, apply your change to it, and send it with the new tag."
        case .tooLarge:
            "The request body can be at most 1 MiB."
        case .unsupportedMediaType:
            "Send application/json. PATCH also accepts application/merge-patch+json. Send the body without a content coding such as gzip."
        case .keyReused:
            "An Idempotency-Key identifies one request: a retry with the same method, URL and body gets the original response. "
                + "This key was used for another request. Use a new key for each change."
        case .answerNotKept:
            "The request with this Idempotency-Key was carried out and is not repeated. Its response is no longer stored: for each person, "
                + "the latest 8 MiB of responses are stored for a day. Load the record that the request changed."
        case .preconditionRequired:
            "A change needs If-Match with the ETag of the version you saw (RFC 6585, section 3), so that no other change is "
                + "overwritten unseen. Load the record first. A wildcard names no version and is not accepted."
        case .malformedRequest:
            "The request is not valid HTTP/1.1. The connection was closed."
        case .headersTooLarge:
            "A header field can be at most 16 KiB, all fields together 64 KiB, and there can be at most 200. The connection was closed."
        case .uriTooLong:
            "The request path can be at most 8 KiB, and path and query together 64 KiB. The connection was closed."
        case .requestTimeout:
            "The request did not arrive in time. Nothing was changed and the connection was closed. Send it again."
        case .expectationFailed:
            "The Expect header supports only 100-continue."
        case .notImplemented:
            "The server does not support this method, or the body has a transfer coding other than chunked."
        case .versionNotSupported:
            "This server supports HTTP/1.1, HTTP/1.0 and, with TLS, HTTP/2."
        case .tooManyRequests:
            "There were too many failed sign-in attempts. Wait for the number of seconds in the Retry-After header."
        case .unexpected:
            "An unexpected error occurred on the server. Nothing was changed. The X-Request-Id header of the response identifies the error "
                + "in the server's log."
        case .busy:
            "Too many changes, sign-ins or connections are waiting, or the disk is full or failing. Nothing was changed. Try again after the number of seconds in Retry-After."
        }
    }
}
