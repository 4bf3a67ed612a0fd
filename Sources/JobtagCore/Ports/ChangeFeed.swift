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

/// The changes of all jobs as they become durable.
package protocol ChangeFeed: Sendable {
    /// Calls `receive` with every group of changes that is committed from now on, in order, until the subscription is released.
    ///
    /// `receive` runs on the writer's thread: it must be quick and must not block.
    func subscribe(_ receive: @escaping @Sendable ([PublishedChange]) -> Void) -> any Sendable & AnyObject

    /// The changes after a position, oldest first.
    ///
    /// - Parameter limit: The most that are returned.
    func changes(after position: Int64, job: UUID?, limit: Int) async throws -> [PublishedChange]

    /// The position of the latest change; 0 where there is none.
    func latestPosition() async throws -> Int64
}
