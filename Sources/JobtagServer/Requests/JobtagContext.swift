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
    /// The signed-in person, once known, for code outside the operation.
    let signedIn = SignedIn()
    /// The operation, once known.
    let routed = Routed()

    init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
        remoteAddress = source.channel.remoteAddress
        channel = source.channel
    }
}

/// The person of a request.
final class SignedIn: Sendable {
    private let value = Mutex<Staff?>(nil)
    var staff: Staff? {
        get { value.withLock { $0 } }
        set { value.withLock { $0 = newValue } }
    }
}

/// The operation of a request.
final class Routed: Sendable {
    private let value = Mutex<String?>(nil)

    /// The operation's name in the schema; nil for files and unknown paths or methods.
    var operation: String? {
        get { value.withLock { $0 } }
        set { value.withLock { $0 = newValue } }
    }
}
