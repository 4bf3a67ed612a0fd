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
                "\(header.name) is malformed. \(error) Send the ETag exactly as received, for example: \(header.name): \"0198…\"")
        }
    }
}

extension OperationRequest {
    /// What a change expects of its record: a version must be named.
    func precondition(_ mode: IfMatchMode) -> HeaderPrecondition {
        HeaderPrecondition(
            conditions: conditions, method: http.method,
            policy: Policy(tolerance: mode.tolerance, isIfMatchRequired: true, acceptsWildcard: false))
    }

    /// What a creation expects of the collection: conditions are optional, but checked if sent.
    ///
    /// - Parameter tag: The collection's tag; requested only if the request has conditions.
    func collectionPrecondition(
        _ mode: IfMatchMode, _ tag: @escaping @Sendable (any ReadSession) throws -> EntityTag
    ) -> CollectionPrecondition {
        guard !conditions.isEmpty else { return .none }
        let (conditions, method) = (conditions, http.method)
        return CollectionPrecondition { session in
            let validators = Validators(entityTag: try tag(session))
            let outcome = conditions.evaluate(method, against: validators, policy: Policy(tolerance: mode.tolerance)).outcome
            try EvaluatedPrecondition(result: PreconditionResult(outcome)).check(nil) { .other }
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

private struct EvaluatedPrecondition: VersionPrecondition {
    let result: PreconditionResult
    let named: [Version] = []

    func evaluate(_ current: Version?) -> PreconditionResult { result }
}
