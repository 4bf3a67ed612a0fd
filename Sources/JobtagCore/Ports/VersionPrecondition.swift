/// What a request expects of the record to change. The server creates it from the headers; the use case checks it
/// inside the transaction that makes the change, where the result cannot become stale.
package protocol VersionPrecondition: Sendable {
    /// - Parameter current: The current version; nil for the collection of a new record.
    func evaluate(_ current: Version?) -> PreconditionResult

    /// The versions that the request names, to list the changes since.
    var named: [Version] { get }
}

/// The result of checking a precondition.
package enum PreconditionResult: Sendable {
    case met
    /// A version is required but was not named.
    case required(JobError.VersionRequired)
    case failed
    case unreadable(header: String, String)
}

extension VersionPrecondition {
    /// Throws unless the precondition is met.
    ///
    /// - Parameter mismatch: Returns the current record; called only if there is a mismatch.
    package func check(_ current: Version?, mismatch: () throws -> VersionMismatch.Current) throws {
        try evaluate(current).check(mismatch: mismatch)
    }
}

extension PreconditionResult {
    /// Throws unless the precondition is met.
    ///
    /// - Parameter mismatch: Returns the current record; called only if there is a mismatch.
    package func check(mismatch: () throws -> VersionMismatch.Current) throws {
        switch self {
        case .met: return
        case .required(let why): throw JobError.versionRequired(why)
        case .failed: throw JobError.versionMismatch(VersionMismatch(current: try mismatch()))
        case .unreadable(let header, let why): throw JobError.unreadableCondition(header: header, why)
        }
    }
}
