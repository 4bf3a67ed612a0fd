public import HTTPTypes

extension Preconditions {
    /// What a server is to do with a request, as far as its preconditions go.
    public enum Outcome: Sendable, Hashable {
        /// Go on with the method. A `Range`, if there is one, is not honoured.
        case perform
        /// Go on with the `GET`, and honour its `Range`.
        case performRange
        /// Respond with 304 with the current validators and without content (RFC 9110 §15.4.5).
        case notModified
        /// Respond with 412 (RFC 9110 §15.5.13).
        case preconditionFailed(by: ConditionalHeader)
        /// Respond with 428 (RFC 6585 §3).
        case preconditionRequired(reason: MissingPrecondition)
        /// Respond with 400: judging the field by a guess, or not at all, could drop a protection that the client asked for.
        case malformed(ConditionalHeader, EntityTagSyntaxError)

        /// Why a request that must be conditional is not.
        public enum MissingPrecondition: Sendable, Hashable {
            /// There is no `If-Match`.
            case absent
            /// `If-Match: *` names no version.
            case wildcard
        }

        /// The status of the answer, or nothing where the method decides it.
        public var status: HTTPResponse.Status? {
            switch self {
            case .perform, .performRange: nil
            case .notModified: .notModified
            case .preconditionFailed: .preconditionFailed
            case .preconditionRequired: .preconditionRequired
            case .malformed: .badRequest
            }
        }
    }
}
