/// Judges what a request says of members that only the server sets, inside the transaction that makes the change.
///
/// A member that is passed over without a word looks as if it had been taken. So it may say only what is true: what the record is, what the
/// change makes of it, or what it was in an older version that the body is of.
///
/// - Parameters of the closure:
///   - now: The record before the change; nil where it is made.
///   - result: The record as the change makes it.
///   - wasVersion: Whether the record had that version once.
package struct ReadOnlyCheck<Record: Sendable>: Sendable {
    package typealias Judge = @Sendable (_ now: Record?, _ result: Record, _ wasVersion: (Timestamp) throws -> Bool) throws -> Void

    private let judge: Judge?

    /// Nothing to judge.
    package static var none: Self { Self(judge: nil) }

    package init(_ judge: @escaping Judge) { self.judge = judge }

    private init(judge: Judge?) { self.judge = judge }

    /// Whether there is nothing to judge, so that what judging needs need not be looked up.
    var isEmpty: Bool { judge == nil }

    /// - Throws: `JobError.invalid` naming each member with a wrong value.
    func check(_ now: Record?, _ result: Record, _ wasVersion: (Timestamp) throws -> Bool) throws {
        try judge?(now, result, wasVersion)
    }
}
