import ConditionalRequests
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdCore
import JobtagAPI
import JobtagCore

/// Responses to GET and HEAD of a resource with a tag.
extension OperationRequest {
    /// - Parameter answer: The full response, if the conditions require it.
    func read(_ version: Version, _ mode: IfMatchMode, _ answer: (_ tag: String) throws -> BufferedResponse) throws -> Response {
        try read(EntityTag(unchecked: version.opaqueTag), mode, answer)
    }

    /// A 304 if that is sufficient; nil if the full response is needed.
    func notModified(_ version: Version, _ mode: IfMatchMode) throws -> Response? {
        guard !conditions.isEmpty else { return nil }
        let answer = try read(version, mode) { _ in BufferedResponse(status: .ok, headers: [:], body: .init()) }
        return answer.status == .notModified ? answer : nil
    }

    /// A list. Its tag is weak, so it covers the list in either coding (RFC 9110 §8.8.1); a job's tag is strong, so a job is never
    /// compressed here.
    func readList(_ json: [UInt8], _ mode: IfMatchMode) throws -> Response {
        var response = try read(Collections.tag(json), mode) { tag in
            guard http.headers.acceptsGzip, json.count >= Gzip.minimum else { return ResponseBuilder.json(json, tag) }
            var answer = ResponseBuilder.json(Gzip.compress(json, level: 6), tag)
            answer.headers[.contentEncoding] = "gzip"
            return answer
        }
        response.headers[.vary] = ResponseBuilder.vary + ", Accept-Encoding"
        return response
    }

    func read(_ tag: EntityTag, _ mode: IfMatchMode, _ answer: (_ tag: String) throws -> BufferedResponse) throws -> Response {
        let text = tag.description
        guard !conditions.isEmpty else { return try answer(text).response }
        let policy = Policy(tolerance: mode.tolerance)
        let outcome = conditions.evaluate(http.method, against: Validators(entityTag: tag), policy: policy).outcome
        if outcome == .notModified { return ResponseBuilder.notModified(text) }
        try PreconditionResult(outcome).checkReading(conditions, current: text)
        return try answer(text).response
    }
}

extension PreconditionResult {
    /// - Parameter current: The tag of the current content.
    /// - Throws: `Problem` of 412, or `JobError` for a malformed condition, unless the conditions of a GET are met.
    func checkReading(_ conditions: Preconditions, current: String) throws {
        switch self {
        case .met: return
        case .failed:
            throw Problem(.preconditionFailed, "The requested version is not the current one.") { json in
                json.member("your_etag", conditions.firstTag)
                json.member("current_etag", current)
            }
        case .required(let why): throw JobError.versionRequired(why)
        case .unreadable(let header, let why): throw JobError.unreadableCondition(header: header, why)
        }
    }
}
