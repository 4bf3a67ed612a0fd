/// Every kind of problem there is, each with the one status it has: the server reads this table forwards, clients backwards.
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
        case .notJSON: "The body is not JSON"
        case .invalid: "The request's data is not valid"
        case .malformedCondition: "The condition cannot be read"
        case .unauthenticated: "Sign in first"
        case .forbidden: "Not allowed"
        case .notFound: "Not found"
        case .methodNotAllowed: "Method not allowed"
        case .conflict: "Not in this state"
        case .duplicateEvent: "The event is there already"
        case .preconditionFailed: "Somebody else was first"
        case .tooLarge: "Too large"
        case .unsupportedMediaType: "Media type not supported"
        case .keyReused: "The key was used for something else"
        case .answerNotKept: "The change was made before"
        case .preconditionRequired: "Name the version you are changing"
        case .malformedRequest: "This is not HTTP"
        case .headersTooLarge: "The header is too large"
        case .uriTooLong: "The address is too long"
        case .requestTimeout: "The request took too long"
        case .expectationFailed: "The precondition cannot be met"
        case .notImplemented: "Not implemented"
        case .versionNotSupported: "This version of HTTP is not spoken here"
        case .tooManyRequests: "Too many attempts"
        case .unexpected: "Something went wrong here"
        case .busy: "Busy"
        }
    }

    /// What the page behind the type's URI says.
    package var explanation: String {
        switch self {
        case .notJSON:
            "The body must be JSON in UTF-8, with an object at the top."
        case .invalid:
            "One or more values do not do. The member errors lists them, each with its field and what is wanted. Nothing was changed."
        case .malformedCondition:
            "If-Match and If-None-Match take entity tags in double quotes, as the ETag header gave them, separated by commas. "
                + "Send the ETag of your last GET unchanged."
        case .unauthenticated:
            "Sign in with POST /api/auth/login/ and send the token as Authorization: Bearer, or the cookie that came with it."
        case .forbidden:
            "You are signed in, but your role may not do this. An admin can change roles."
        case .notFound:
            "Nothing is at this address: it never was, or was deleted. For 30 days deleted jobs are listed by "
                + "GET /api/jobs/?deleted=true, deleted clients by GET /api/clients/?deleted=true."
        case .methodNotAllowed:
            "This address does not take this method. The Allow header lists those it takes."
        case .conflict:
            "The request is sound, but not for the state that things are in. The detail says why."
        case .duplicateEvent:
            "You added the same text to this job a moment ago; most likely a button was pressed twice. The member existing_event is what was added."
        case .preconditionFailed:
            "The thing changed after the version your request names, so your change was not made and nobody's was overwritten. "
                + "The answer carries what exists now and its tag: look at what changed, apply your change to it, and send that with the new tag."
        case .tooLarge:
            "A body can have at most 1 MiB."
        case .unsupportedMediaType:
            "Send application/json; PATCH also takes application/merge-patch+json. The body is taken as it is, without a content coding such as gzip."
        case .keyReused:
            "An Idempotency-Key stands for one request: a repeat with the same method, address and body gets the first answer again. "
                + "This one came with another request before. Take a new key for each change."
        case .answerNotKept:
            "The request with this Idempotency-Key was carried out, and is not carried out again. Its answer is no longer kept: of each person "
                + "the last 8 MiB of answers are, for a day. Load what the request changed."
        case .preconditionRequired:
            "Changing something needs If-Match with the ETag of the version you saw (RFC 6585, section 3), so that nobody's change is "
                + "overwritten unseen. Load it first. A wildcard names no version and counts as none."
        case .malformedRequest:
            "The message does not follow the rules of HTTP/1.1, so nothing could be read from it and the connection was closed."
        case .headersTooLarge:
            "A header field can have at most 16 KiB, all of them together 64 KiB, and there can be at most 200. The connection was closed."
        case .uriTooLong:
            "The path of a request can have at most 8 KiB, and with its query 64 KiB. The connection was closed."
        case .requestTimeout:
            "The request began and did not arrive in time, so nothing was done and the connection was closed. Send it again."
        case .expectationFailed:
            "The Expect header can only ask for 100-continue."
        case .notImplemented:
            "No address here takes this method, or the body came in a transfer coding other than chunked."
        case .versionNotSupported:
            "This server speaks HTTP/1.1, HTTP/1.0 and, with TLS, HTTP/2."
        case .tooManyRequests:
            "Too many failed attempts to sign in. Wait as many seconds as the Retry-After header says."
        case .unexpected:
            "A defect of the server. Nothing was changed. The X-Request-Id of the answer finds it in the server's log."
        case .busy:
            "More changes, people who are signing in, or connections are waiting than the server takes, or its disk is full or fails. Nothing was changed; try again after as many seconds as Retry-After says."
        }
    }
}
