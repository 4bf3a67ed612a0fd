import ConditionalRequests
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdCore
import JobtagAPI
import JobtagCore

/// How entity tags are compared.
package enum IfMatchMode: String, CaseIterable, Sendable {
    /// `W/` and the suffixes of compressing proxies are ignored.
    case relaxed
    /// Exactly as in RFC 9110.
    case strict

    var tolerance: IntermediaryTolerance { self == .relaxed ? .contentCodings : .none }
}

/// The request's conditions, which the use case checks inside its transaction.
struct HeaderExpectation: Expectation {
    let conditions: Preconditions
    let method: HTTPRequest.Method
    let policy: Policy

    func judge(_ current: Version?) -> Judgement {
        let validators = Validators(entityTag: current.map { EntityTag(unchecked: $0.opaqueTag) })
        return Judgement(conditions.evaluate(method, against: validators, policy: policy).verdict)
    }

    var named: [Version] {
        guard case .value(.tags(let tags)) = conditions.ifMatch else { return [] }
        return tags.flatMap { $0.meanings(under: policy.tolerance) }.compactMap { Version(opaqueTag: $0.opaqueTag) }
    }
}

extension Judgement {
    init(_ verdict: Verdict) {
        switch verdict {
        case .perform, .performRange, .notModified: self = .met
        case .preconditionFailed: self = .failed
        case .preconditionRequired(reason: .absent): self = .required(.absent)
        case .preconditionRequired(reason: .wildcard): self = .required(.wildcard)
        case .malformed(let header, let error):
            self = .unreadable(
                header: "\(header.name)",
                "\(header.name): \(error) Send the ETag exactly as received, for example: \(header.name): \"0198…\"")
        }
    }
}

extension Call {
    /// What a change expects of its record: a version must be named.
    func expectation(_ mode: IfMatchMode) -> HeaderExpectation {
        HeaderExpectation(
            conditions: conditions, method: request.method,
            policy: Policy(tolerance: mode.tolerance, isIfMatchRequired: true, acceptsWildcard: false))
    }

    /// What a creation expects of the collection: conditions are optional, but checked if sent.
    ///
    /// - Parameter tag: The collection's tag; requested only if the request has conditions.
    func collectionExpectation(
        _ mode: IfMatchMode, _ tag: @escaping @Sendable (any ReadSession) throws -> EntityTag
    ) -> CollectionExpectation {
        guard !conditions.isEmpty else { return .none }
        let (conditions, method) = (conditions, request.method)
        return CollectionExpectation { session in
            let validators = Validators(entityTag: try tag(session))
            let verdict = conditions.evaluate(method, against: validators, policy: Policy(tolerance: mode.tolerance)).verdict
            try CollectionVerdict(judgement: Judgement(verdict)).check(nil) { .other }
        }
    }

    /// The first entity tag in `If-Match`, exactly as sent.
    var namedTag: String? { conditions.firstTag }
}

extension Preconditions {
    /// The first entity tag in `If-Match`, exactly as sent.
    var firstTag: String? {
        guard case .value(.tags(let tags)) = ifMatch else { return nil }
        return tags.first?.description
    }
}

private struct CollectionVerdict: Expectation {
    let judgement: Judgement
    let named: [Version] = []

    func judge(_ current: Version?) -> Judgement { judgement }
}
