import HTTPTypes
import Hummingbird
import HummingbirdCore
import JobtagCore
import NIOCore
import Synchronization

/// What travels with a request.
struct JobtagContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    /// Where the connection comes from; nil without a network, as in router tests.
    let remoteAddress: SocketAddress?
    let channel: any Channel
    /// Who asks, once that is known: for what surrounds the operation.
    let signedIn = SignedIn()
    /// Which operation answers, once that is known.
    let routed = Routed()

    init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
        remoteAddress = source.channel.remoteAddress
        channel = source.channel
    }
}

/// Who a request turned out to be from.
final class SignedIn: Sendable {
    private let value = Mutex<Staff?>(nil)
    var staff: Staff? {
        get { value.withLock { $0 } }
        set { value.withLock { $0 = newValue } }
    }
}

/// Which operation a request turned out to be for.
final class Routed: Sendable {
    private let value = Mutex<String?>(nil)

    /// The operation's name in the schema; nil for files, and for what no address or method here knows.
    var operation: String? {
        get { value.withLock { $0 } }
        set { value.withLock { $0 = newValue } }
    }
}
