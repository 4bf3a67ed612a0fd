public import HTTPTypes

extension Preconditions {
    /// An outcome and how it was reached.
    public struct Evaluation: Sendable, Hashable {
        /// What to do.
        public let outcome: Preconditions.Outcome
        /// The decisions in order.
        public let steps: Steps
    }
}

extension Preconditions {
    /// Evaluates the preconditions in the order of RFC 9110 §13.2.2: one pure function for every method.
    ///
    /// Call it only if the response would otherwise be a success (§13.2.1), with validators read in the same
    /// transaction as the change that follows: validators read earlier may be stale.
    ///
    /// - Parameters:
    ///   - method: The method of the request. An unknown method counts as a change.
    ///   - current: The validators of the current representation, or nil if there is none.
    ///   - policy: The requirements in addition to the RFC.
    /// - Returns: The outcome and the steps taken.
    public func evaluate(
        _ method: HTTPRequest.Method,
        against current: Validators?,
        policy: Policy = .rfc9110
    ) -> Preconditions.Evaluation {
        var evaluator = Evaluator(kind: MethodKind(method), isGet: method == .get, current: current, policy: policy)
        let outcome = evaluator.evaluate(self)
        return Preconditions.Evaluation(outcome: outcome, steps: evaluator.steps)
    }
}

/// What preconditions mean for a method.
enum MethodKind {
    /// GET and HEAD: a failed `If-None-Match` means that no content needs to be sent.
    case retrieval
    /// A method that may make changes.
    case change
    /// No representation is selected or changed: preconditions are ignored (RFC 9110 §13.2.1).
    case unconditional

    init(_ method: HTTPRequest.Method) {
        switch method {
        case .get, .head: self = .retrieval
        case .options, .trace, .connect: self = .unconditional
        default: self = .change
        }
    }
}
