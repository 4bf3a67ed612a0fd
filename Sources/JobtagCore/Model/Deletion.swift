/// When a client or contact was deleted, and by whom. It can be restored for as long as a job can.
package struct Deletion: Hashable, Sendable {
    package let at: Timestamp
    package let by: Person

    package init(at: Timestamp, by: Person) { (self.at, self.by) = (at, by) }

    /// Whether it can still be taken back; what was deleted earlier than that cannot be found any more.
    package func isRecoverable(at now: Timestamp) -> Bool { at > Self.oldestRecoverable(at: now) }

    /// What was deleted up to then, jobs too, is gone for good.
    package static func oldestRecoverable(at now: Timestamp) -> Timestamp {
        now.adding(seconds: -Int64(Job.daysRecoverable) * 86_400)
    }
}
