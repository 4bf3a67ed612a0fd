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
        case .unreadable(let why): throw JobError.unreadableCondition(why)
        }
    }
}
