/// When and by whom a client or contact was deleted. It can be restored as long as a job can.
package struct Deletion: Hashable, Sendable {
    package let at: Timestamp
    package let by: Person

    package init(at: Timestamp, by: Person) { (self.at, self.by) = (at, by) }

    /// Whether it can still be restored; older deletions cannot be found any more.
    package func isRecoverable(at now: Timestamp) -> Bool { at > Self.oldestRecoverable(at: now) }

    /// Records deleted up to this time, including jobs, are permanently deleted.
    package static func oldestRecoverable(at now: Timestamp) -> Timestamp {
        now.adding(seconds: -Int64(Job.daysRecoverable) * 86_400)
    }
}
