import ConditionalRequests
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdCore
import JobtagAPI
import JobtagCore

/// Answering GET and HEAD of something with a tag.
extension OperationRequest {
    /// - Parameter answer: The whole answer, for where the conditions ask for it.
    func read(_ version: Version, _ mode: IfMatchMode, _ answer: (_ tag: String) throws -> BufferedResponse) throws -> Response {
        try read(EntityTag(unchecked: version.opaqueTag), mode, answer)
    }

    /// 304 where that is all there is to say; nil where the whole answer has to be found.
    func notModified(_ version: Version, _ mode: IfMatchMode) throws -> Response? {
        guard !conditions.isEmpty else { return nil }
        let answer = try read(version, mode) { _ in BufferedResponse(status: .ok, headers: [:], body: .init()) }
        return answer.status == .notModified ? answer : nil
    }

    /// A list. Its tag is weak, so it stands for the list in either coding (RFC 9110 §8.8.1); a job's is strong, so a job is never
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
    /// - Parameter current: The tag of what would be sent.
    /// - Throws: `Problem` of 412, or `JobError` for a condition that cannot be read, unless the conditions of a GET are met.
    func checkReading(_ conditions: Preconditions, current: String) throws {
        switch self {
        case .met: return
        case .failed:
            throw Problem(.preconditionFailed, "This is not the version that the request names.") { json in
                json.member("your_etag", conditions.firstTag)
                json.member("current_etag", current)
            }
        case .required(let why): throw JobError.versionRequired(why)
        case .unreadable(let header, let why): throw JobError.unreadableCondition(header: header, why)
        }
    }
}
