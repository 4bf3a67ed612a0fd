import Synchronization

/// Counts events that may have ended sessions, so that streams check again only then.
final class SignInChanges: Sendable {
    private let value = Atomic(0)

    var count: Int { value.load(ordering: .acquiring) }

    func record() { value.add(1, ordering: .releasing) }
}
