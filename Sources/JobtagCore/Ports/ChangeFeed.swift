package import Foundation

/// A change of a job as everybody is told of it, once it is durable.
package struct PublishedChange: Sendable {
    /// Counts the changes of the whole workshop in the order of their commits: where a reader of the feed goes on.
    package let position: Int64
    package let change: JobChange

    package init(position: Int64, change: JobChange) {
        (self.position, self.change) = (position, change)
    }
}

/// What everybody is told of, once it is durable.
package enum Publication: Sendable {
    case change(PublishedChange)
    /// A client, or one of its contacts, has changed: which version the client has now. Not kept, so it has no position: who was not
    /// there asks again for what they show.
    case client(Version, isDeleted: Bool)
    /// A member of staff is new or has changed. Not kept either.
    case staff(UUID)

    /// Where a reader of the feed goes on after it; nil for what is not kept.
    package var position: Int64? {
        if case .change(let change) = self { change.position } else { nil }
    }
}

/// The changes of all jobs as they become durable, and what else has changed.
package protocol ChangeFeed: Sendable {
    /// Calls `receive` with every group of changes that is committed from now on, in order, until the subscription is released. The last
    /// changes before may come too, where they are still being published.
    ///
    /// `receive` runs on a queue of its own, in the order of the commits. It must not block: later changes wait for it.
    func subscribe(_ receive: @escaping @Sendable ([Publication]) -> Void) -> any Sendable & AnyObject

    /// The changes of jobs after a position, oldest first.
    ///
    /// - Parameter limit: The most that are returned.
    func changes(after position: Int64, job: UUID?, limit: Int) async throws -> [PublishedChange]

    /// The position of the latest change; 0 where there is none.
    func latestPosition() async throws -> Int64
}
