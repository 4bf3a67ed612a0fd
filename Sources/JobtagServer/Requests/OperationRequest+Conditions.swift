import ConditionalRequests
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdCore
import JobtagAPI
import JobtagCore

/// Whether tags are seen through what proxies do to them.
package enum IfMatchMode: String, CaseIterable, Sendable {
    /// `W/` and the suffixes of compressing proxies are seen through.
    case relaxed
    /// To the letter of RFC 9110.
    case strict

    var tolerance: IntermediaryTolerance { self == .relaxed ? .contentCodings : .none }
}

/// The request's conditions as the use case checks them, inside its transaction.
struct HeaderPrecondition: VersionPrecondition {
    let conditions: Preconditions
    let method: HTTPRequest.Method
    let policy: Policy

    func evaluate(_ current: Version?) -> PreconditionResult {
        let validators = Validators(entityTag: current.map { EntityTag(unchecked: $0.opaqueTag) })
        return PreconditionResult(conditions.evaluate(method, against: validators, policy: policy).outcome)
    }

    var named: [Version] {
        guard case .value(.tags(let tags)) = conditions.ifMatch else { return [] }
        return tags.flatMap { $0.meanings(under: policy.tolerance) }.compactMap { Version(opaqueTag: $0.opaqueTag) }
    }
}

extension PreconditionResult {
    init(_ outcome: Preconditions.Outcome) {
        switch outcome {
        case .perform, .performRange, .notModified: self = .met
        case .preconditionFailed: self = .failed
        case .preconditionRequired(reason: .absent): self = .required(.absent)
        case .preconditionRequired(reason: .wildcard): self = .required(.wildcard)
        case .malformed(let header, let error):
            self = .unreadable(
                header: "\(header.name)",
                "\(header.name): \(error) Send the ETag as you received it, for example: \(header.name): \"0198…\"")
        }
    }
}

extension OperationRequest {
    /// What a change of one thing expects: a version must be named.
    func precondition(_ mode: IfMatchMode) -> HeaderPrecondition {
        HeaderPrecondition(
            conditions: conditions, method: http.method,
            policy: Policy(tolerance: mode.tolerance, isIfMatchRequired: true, acceptsWildcard: false))
    }

    /// What a creation expects of the collection: nothing need be named, but what is sent is judged.
    ///
    /// - Parameter tag: The collection's tag; asked only where the request has conditions.
    func collectionPrecondition(
        _ mode: IfMatchMode, _ tag: @escaping @Sendable (any ReadSession) throws -> EntityTag
    ) -> CollectionPrecondition {
        guard !conditions.isEmpty else { return .none }
        let (conditions, method) = (conditions, http.method)
        return CollectionPrecondition { session in
            let validators = Validators(entityTag: try tag(session))
            let outcome = conditions.evaluate(method, against: validators, policy: Policy(tolerance: mode.tolerance)).outcome
            try EvaluatedPrecondition(judgement: PreconditionResult(outcome)).check(nil) { .other }
        }
    }

    /// The first entity tag that `If-Match` names, as it stood there.
    var namedTag: String? { conditions.firstTag }
}

extension Preconditions {
    /// The first entity tag that `If-Match` names, as it stood there.
    var firstTag: String? {
        guard case .value(.tags(let tags)) = ifMatch else { return nil }
        return tags.first?.description
    }
}

private struct EvaluatedPrecondition: VersionPrecondition {
    let judgement: PreconditionResult
    let named: [Version] = []

    func evaluate(_ current: Version?) -> PreconditionResult { judgement }
}
