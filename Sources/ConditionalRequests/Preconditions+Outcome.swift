public import HTTPTypes

extension Preconditions {
    /// What a server must do with a request according to its preconditions.
    public enum Outcome: Sendable, Hashable {
        /// Execute the method. A `Range` must be ignored.
        case perform
        /// Execute the `GET` and use its `Range`.
        case performRange
        /// Respond with 304 with the current validators and without content (RFC 9110 §15.4.5).
        case notModified
        /// Respond with 412 (RFC 9110 §15.5.13).
        case preconditionFailed(by: ConditionalHeader)
        /// Respond with 428 (RFC 6585 §3).
        case preconditionRequired(reason: MissingPrecondition)
        /// Respond with 400: guessing or ignoring the field could drop a protection that the client requested.
        case malformed(ConditionalHeader, EntityTagSyntaxError)

        /// Why a request that must be conditional is not.
        public enum MissingPrecondition: Sendable, Hashable {
            /// There is no `If-Match`.
            case absent
            /// `If-Match: *` names no version.
            case wildcard
        }

        /// The response status, or nil if the method decides it.
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
