import Crypto
import HTTPTypes
package import Hummingbird
import HummingbirdCore
import HummingbirdHTTP2
package import JobtagCore
package import Logging
package import NIOCore
package import NIOSSL
package import ServiceLifecycle

/// The settings of the server.
package struct ServerSettings: Sendable {
    package var host = "127.0.0.1"
    /// 0 selects a free port.
    package var port = 8080
    /// The path of a Unix socket to listen on instead of host and port.
    package var unixSocket: String?
    /// Origins whose pages can use the API; `*` for any, without credentials.
    package var corsOrigins: [String] = []
    package var ifMatch = IfMatchMode.relaxed
    package var tls: TLSConfiguration?
    /// How long a connection stays open between requests. Longer than the 60 seconds that proxies use by default: the sender
    /// must close first, or a request arrives on a connection that is being closed.
    package var idleTimeout = TimeAmount.seconds(75)
    /// The maximum number of connections; nil for as many as the limit of file descriptors allows.
    package var maximumConnections: Int?
    /// Distinguishes this server from others on the same host; constant across restarts.
    package var instance = ""
    /// At least 128 random bits known only to the servers of this database; constant across restarts.
    package var secret = (0..<32).map { _ in UInt8.random(in: .min ... .max) }
    /// Proxies whose forwarding headers are trusted.
    package var trustedProxies: [IPNetwork] = []
    /// Whether requests on a Unix socket come from a trusted proxy.
    package var trustsUnixSocket = false
    /// The maximum number of sign-ins that wait for a password check.
    package var maximumSignInsWaiting = 512
    package var page = StaticFiles()
    /// Where a proxy publishes this server.
    package var base = BasePath.none

    package init() {}

    fileprivate var address: BindAddress {
        unixSocket.map { .unixDomainSocket(path: $0) } ?? .hostname(host, port: port)
    }
}

/// Builds the application, for the program and for tests.
package enum JobtagApplication {
    /// - Returns: The application, and the service for its streams; shut down the service before the application.
    package static func build(
        settings: ServerSettings, store: any Store, environment: UseCaseEnvironment = .live,
        hasher: any PasswordHasher = ScryptHasher(),
        logger: Logger, onServerRunning: @escaping @Sendable (any Channel) async -> Void = { _ in }
    ) throws -> (application: some ApplicationProtocol, streams: any Service) {
        let services = services(settings: settings, store: store, environment: environment, hasher: hasher)
        let router = router(settings: settings, services: services)
        let policy = ConnectionPolicy(
            cors: services.cors,
            generation: HTTPField(name: .generation, value: store.generation), metrics: services.metrics, base: settings.base,
            logger: logger,
            connections: OpenConnections(limit: settings.maximumConnections ?? OpenConnections.defaultLimit))
        // Larger bodies are rejected before they are parsed.
        let http1 = HTTP1Channel.Configuration(
            additionalChannelHandlers: [ConnectionHandler(policy: policy)], idleTimeout: settings.idleTimeout,
            httpDecoderConfiguration: .init(maxHeaderFieldSize: 80 << 10, maxHeaderListSize: 256 << 10, maxHeaderFieldCount: 400))
        // Browsers use HTTP/2 only over TLS: one connection for everything, including streams. Other clients get HTTP/1.1.
        let http2 = HTTP2ChannelConfiguration(
            idleTimeout: .nanoseconds(settings.idleTimeout.nanoseconds), gracefulCloseTimeout: .seconds(5),
            streamConfiguration: http1)
        let application = Application(
            responder: BasePathResponder(base: settings.base, inner: router.buildResponder()),
            server: try settings.tls.map { try .http2Upgrade(tlsConfiguration: $0, configuration: http2) }
                ?? .http1(configuration: http1),
            configuration: .init(address: settings.address, serverName: nil),
            onServerRunning: { channel in
                do {
                    try await channel.eventLoop.submit {
                        try channel.pipeline.syncOperations.addHandler(AcceptHandler(policy: policy), position: .first)
                    }.get()
                } catch {
                    logger.error("the number of connections is not limited", metadata: ["error": "\(error)"])
                }
                await onServerRunning(channel)
            },
            logger: logger)
        return (application, services.hub)
    }

    static func router(settings: ServerSettings, services: AppServices) -> Router<JobtagContext> {
        let router = Router(context: JobtagContext.self)
        // From the outside in.
        router.addMiddleware {
            RequestLogMiddleware(trust: services.trust)
            MetricsMiddleware(metrics: services.metrics)
            ResponseHeadersMiddleware(
                generation: HTTPField(name: .generation, value: services.store.generation), trust: services.trust)
            CORSMiddleware(policy: services.cors)
            ErrorMiddleware(merges: MergeBudget(uptime: services.environment.uptime), base: settings.base)
            SupportedRequestMiddleware()
        }
        OperationTable(operations: operations(of: services), services: services, page: settings.page).register(on: router)
        return router
    }

    static func services(
        settings: ServerSettings, store: any Store, environment: UseCaseEnvironment, hasher: any PasswordHasher
    ) -> AppServices {
        let signIn = SignInService(store: store, environment: environment, hasher: hasher, secrets: RandomSecrets())
        let trust = ProxyTrust(
            networks: settings.trustedProxies, trustsUnixSocket: settings.trustsUnixSocket, isSecure: settings.tls != nil)
        let queue = SignInQueue(
            throttle: SignInThrottle(), concurrency: hasher.concurrency, maximumWaiting: settings.maximumSignInsWaiting,
            uptime: environment.uptime)
        let signInChanges = SignInChanges()
        func cookieName(_ base: String) -> String { SetCookie.name(base, instance: settings.instance, port: settings.port) }
        return AppServices(
            jobs: JobService(store: store, environment: environment),
            clients: ClientService(store: store, environment: environment),
            staff: StaffService(store: store, environment: environment),
            signIn: signIn,
            store: store, hasher: hasher, environment: environment, mode: settings.ifMatch, trust: trust,
            cors: CORSPolicy(origins: Set(settings.corsOrigins)), secret: SymmetricKey(data: settings.secret),
            signInQueue: queue,
            hub: ChangeHub(feed: store, generation: store.generation) { message in
                switch message {
                case .signInFailure(let account, let origin, let place):
                    queue.recordFailure(.init(account: account, origin: origin), place: place)
                case .signInSuccess(let account, let origin): queue.recordSuccess(.init(account: account, origin: origin))
                case .sessionsChanged: signInChanges.record()
                // The hub's own.
                case .presence: break
                }
            }, page: settings.page,
            base: settings.base,
            authenticator: Authenticator(
                signIn: signIn, cookieName: cookieName(SessionCookie.baseName), trust: trust,
                base: settings.base),
            deviceCookieName: cookieName(DeviceCookie.baseName), signInChanges: signInChanges)
    }

    /// All operations.
    static func operations(of services: AppServices) -> [Operation] {
        JobOperations(services: services).all + JobPartOperations(services: services).all
            + ClientOperations(services: services).all + StaffOperations(services: services).all
            + SignInOperations(services: services).all + SystemOperations(services: services).all
            + StreamOperations(services: services).all + PageOperations(services: services).all
    }
}
