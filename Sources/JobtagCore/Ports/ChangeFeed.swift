package import Foundation

/// A change of a job, published once it is durable.
package struct PublishedChange: Sendable {
    /// Numbers the changes of the whole workshop in commit order: a subscriber resumes from here.
    package let position: Int64
    package let change: RecordChange

    package init(position: Int64, change: RecordChange) {
        (self.position, self.change) = (position, change)
    }
}

/// A publication, sent once it is durable.
package enum Publication: Sendable {
    case change(PublishedChange)
    /// A client or one of its contacts has changed, with the client's current version. Not stored, so it has no position: a
    /// subscriber that missed it loads the displayed clients again.
    case client(Version, isDeleted: Bool)
    /// A member of staff is new or has changed. Not stored either.
    case staff(UUID)
    /// A message from another server of the same database. Not stored.
    case message(ServerMessage)

    /// The position from which a subscriber resumes after it; nil if it is not stored.
    package var position: Int64? {
        if case .change(let change) = self { change.position } else { nil }
    }
}

/// The changes of all jobs as they become durable, and the other publications.
package protocol ChangeFeed: Sendable {
    /// Calls `receive` with the publications of later commits until the subscription is released. Publications of earlier
    /// commits that are still being delivered may be included.
    ///
    /// `receive` runs on a separate queue, in commit order. It must not block: later publications wait for it.
    func subscribe(_ receive: @escaping @Sendable ([Publication]) -> Void) -> any Sendable & AnyObject

    /// Sends a message to the other servers of this database.
    func broadcast(_ message: ServerMessage)

    /// The changes of jobs after a position, oldest first.
    ///
    /// - Parameter limit: The maximum number of changes.
    func changes(after position: Int64, job: UUID?, limit: Int) async throws -> [PublishedChange]

    /// The position of the latest change; 0 if there is none.
    func latestPosition() async throws -> Int64
}
