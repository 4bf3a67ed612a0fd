public import HTTPTypes

extension Preconditions {
    /// An outcome and how it was reached.
    public struct Evaluation: Sendable, Hashable {
        /// What to do.
        public let outcome: Preconditions.Outcome
        /// The decisions taken, in order.
        public let steps: Steps
    }
}

extension Preconditions {
    /// Judges the preconditions in the order of RFC 9110 §13.2.2: one pure function, the same for every method.
    ///
    /// Call it only where the answer would otherwise be a success (§13.2.1), and with validators read in the same
    /// transaction as the change that follows: what was read before that is stale.
    ///
    /// - Parameters:
    ///   - method: The method of the request. One that is not known here is taken to change something.
    ///   - current: What identifies the current representation, or nothing where there is none.
    ///   - policy: What is asked beyond the RFC.
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
    /// GET and HEAD: a failed `If-None-Match` means that nothing has to be sent.
    case retrieval
    /// Anything that may change something.
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
