import ConditionalRequests
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdCore
import JobtagAPI
import JobtagCore

/// Answering GET and HEAD of something with a tag.
extension Call {
    /// - Parameter answer: The whole answer, for where the conditions ask for it.
    func read(_ version: Version, _ mode: IfMatchMode, _ answer: (_ tag: String) throws -> Answer) throws -> Response {
        try read(EntityTag(unchecked: version.opaqueTag), mode, answer)
    }

    /// 304 where that is all there is to say; nil where the whole answer has to be found.
    func notModified(_ version: Version, _ mode: IfMatchMode) throws -> Response? {
        guard !conditions.isEmpty else { return nil }
        let answer = try read(version, mode) { _ in Answer(status: .ok, headers: [:], body: .init()) }
        return answer.status == .notModified ? answer : nil
    }

    /// A list. Its tag is weak, so it stands for the list in either coding (RFC 9110 §8.8.1); a job's is strong, so a job is never
    /// compressed here.
    func readList(_ json: [UInt8], _ mode: IfMatchMode) throws -> Response {
        var response = try read(Collections.tag(json), mode) { tag in
            guard request.headers.acceptsGzip, json.count >= Gzip.minimum else { return Reply.json(json, tag) }
            var answer = Reply.json(Gzip.compress(json, level: 6), tag)
            answer.headers[.contentEncoding] = "gzip"
            return answer
        }
        response.headers[.vary] = Reply.vary + ", Accept-Encoding"
        return response
    }

    func read(_ tag: EntityTag, _ mode: IfMatchMode, _ answer: (_ tag: String) throws -> Answer) throws -> Response {
        let text = tag.description
        guard !conditions.isEmpty else { return try answer(text).response }
        let policy = Policy(tolerance: mode.tolerance)
        let verdict = conditions.evaluate(request.method, against: Validators(entityTag: tag), policy: policy).verdict
        if verdict == .notModified { return Reply.notModified(text) }
        switch Judgement(verdict) {
        case .met: return try answer(text).response
        case .failed:
            let namedTag = namedTag
            throw Problem(.preconditionFailed, "This is not the version that the request names.") { json in
                json.member("your_etag", namedTag)
                json.member("current_etag", text)
            }
        case .required(let why): throw JobError.versionRequired(why)
        case .unreadable(let header, let why): throw JobError.unreadableCondition(header: header, why)
        }
    }
}
