import Synchronization

/// Counts the times that sign-ins may have ended, so that streams ask again only then.
final class SignInChanges: Sendable {
    private let value = Atomic(0)

    var count: Int { value.load(ordering: .acquiring) }

    func record() { value.add(1, ordering: .releasing) }
}
