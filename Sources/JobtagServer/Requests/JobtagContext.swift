import HTTPTypes
import Hummingbird
import HummingbirdCore
import NIOCore

/// What travels with a request.
struct JobtagContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    /// Where the connection comes from; nil without a network, as in router tests.
    let remoteAddress: SocketAddress?
    let channel: any Channel

    init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
        remoteAddress = source.channel.remoteAddress
        channel = source.channel
    }
}
