/// Checks the read-only members of a request, inside the transaction that makes the change.
///
/// Ignoring a member silently would look like accepting it. So only true values pass: the record's current value, the value after
/// the change, or the value in the older version that the body comes from.
///
/// - Parameters of the closure:
///   - now: The record before the change; nil for a new record.
///   - result: The record after the change.
///   - wasVersion: Whether the record once had that version.
package struct ReadOnlyCheck<Record: Sendable>: Sendable {
    package typealias Judge = @Sendable (_ now: Record?, _ result: Record, _ wasVersion: (Timestamp) throws -> Bool) throws -> Void

    private let judge: Judge?

    /// Checks nothing.
    package static var none: Self { Self(judge: nil) }

    package init(_ judge: @escaping Judge) { self.judge = judge }

    private init(judge: Judge?) { self.judge = judge }

    /// Whether there is nothing to check, so that the required data need not be read.
    var isEmpty: Bool { judge == nil }

    /// - Throws: `JobError.invalid` with each member that has a wrong value.
    func check(_ now: Record?, _ result: Record, _ wasVersion: (Timestamp) throws -> Bool) throws {
        try judge?(now, result, wasVersion)
    }
}
