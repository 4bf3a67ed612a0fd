public import HTTPTypes

/// The header fields that make a request conditional (RFC 9110 §13.1), in the order of evaluation (§13.2.2).
public enum ConditionalHeader: Sendable, Hashable, CaseIterable, CustomStringConvertible {
    case ifMatch, ifUnmodifiedSince, ifNoneMatch, ifModifiedSince, ifRange

    /// The field's name.
    public var name: HTTPField.Name {
        switch self {
        case .ifMatch: .ifMatch
        case .ifUnmodifiedSince: .ifUnmodifiedSince
        case .ifNoneMatch: .ifNoneMatch
        case .ifModifiedSince: .ifModifiedSince
        case .ifRange: .ifRange
        }
    }

    /// The field's name as it is usually written.
    public var description: String { name.rawName }
}
