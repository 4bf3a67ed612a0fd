import HTTPTypes
import Hummingbird
import HummingbirdCore
import JobtagCore
import NIOCore
import Synchronization

/// The context of a request.
struct JobtagContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    /// The remote address; nil without a network, as in router tests.
    let remoteAddress: SocketAddress?
    let channel: any Channel
    /// What is found out about the request while it is handled.
    let state = RequestState()

    init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
        remoteAddress = source.channel.remoteAddress
        channel = source.channel
    }
}

/// Information about a request found while it is handled, for the middleware around the operation.
final class RequestState: Sendable {
    private struct State {
        var staff: Staff?
        var operation: String?
    }

    private let state = Mutex(State())

    /// The signed-in person; nil until known.
    var staff: Staff? {
        get { state.withLock { $0.staff } }
        set { state.withLock { $0.staff = newValue } }
    }

    /// The operation's name in the schema; nil for files and unknown paths or methods.
    var operation: String? {
        get { state.withLock { $0.operation } }
        set { state.withLock { $0.operation = newValue } }
    }
}
