/// What a request expects of the thing it is about to change. The server makes one from the headers; the use case checks it
/// inside the transaction that makes the change, where the answer cannot go stale.
package protocol VersionPrecondition: Sendable {
    /// - Parameter current: The version now; nil for a collection that is created into.
    func evaluate(_ current: Version?) -> PreconditionResult

    /// The versions that the request names, for telling people what changed since.
    var named: [Version] { get }
}

/// What comes of checking a precondition.
package enum PreconditionResult: Sendable {
    case met
    /// A version must be named and none was.
    case required(JobError.VersionRequired)
    case failed
    case unreadable(header: String, String)
}

extension VersionPrecondition {
    /// Throws unless the precondition is met.
    ///
    /// - Parameter mismatch: Says what exists now; asked only where it does not match.
    package func check(_ current: Version?, mismatch: () throws -> VersionMismatch.Current) throws {
        try evaluate(current).check(mismatch: mismatch)
    }
}

extension PreconditionResult {
    /// Throws unless the precondition is met.
    ///
    /// - Parameter mismatch: Says what exists now; asked only where it does not match.
    package func check(mismatch: () throws -> VersionMismatch.Current) throws {
        switch self {
        case .met: return
        case .required(let why): throw JobError.versionRequired(why)
        case .failed: throw JobError.versionMismatch(VersionMismatch(current: try mismatch()))
        case .unreadable(let header, let why): throw JobError.unreadableCondition(header: header, why)
        }
    }
}
