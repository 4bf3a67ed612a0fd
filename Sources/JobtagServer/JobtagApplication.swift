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

/// How the server is set up.
package struct ServerSettings: Sendable {
    package var host = "127.0.0.1"
    /// 0 picks a free one.
    package var port = 8080
    /// The file of a Unix socket to listen on instead of host and port.
    package var unixSocket: String?
    /// Origins whose pages may use the API; `*` for any, without credentials.
    package var corsOrigins: [String] = []
    package var ifMatch = IfMatchMode.relaxed
    package var tls: TLSConfiguration?
    /// How long a connection is kept open between requests. Longer than the 60 seconds that proxies keep theirs by default: who
    /// closes first must be the one who sends, or a request meets a connection that is just being closed.
    package var idleTimeout = TimeAmount.seconds(75)
    /// The most connections at once; nil for as many as the limit of file descriptors leaves room for.
    package var maximumConnections: Int?
    /// Tells this server from others on the same host; the same at every start.
    package var instance = ""
    /// At least 128 random bits that only the servers of this database know; the same at every start.
    package var secret = (0..<32).map { _ in UInt8.random(in: .min ... .max) }
    /// Proxies that are believed where a request comes from.
    package var trustedProxies: [IPNetwork] = []
    /// Whether what comes over a Unix socket is a proxy's, and believed.
    package var trustsUnixSocket = false
    /// As many sign-ins as wait for their password to be checked.
    package var maximumSignInsWaiting = 512
    package var page = StaticFiles()
    /// Where a proxy shows this server.
    package var base = BasePath.none

    package init() {}

    fileprivate var address: BindAddress {
        unixSocket.map { .unixDomainSocket(path: $0) } ?? .hostname(host, port: port)
    }
}

/// The application: one build function, for the program and for tests.
package enum JobtagApplication {
    /// - Returns: The application, and the service that its streams need; this one must be shut down before the application.
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
        // What is larger is refused before it is parsed.
        let http1 = HTTP1Channel.Configuration(
            additionalChannelHandlers: [ConnectionHandler(policy: policy)], idleTimeout: settings.idleTimeout,
            httpDecoderConfiguration: .init(maxHeaderFieldSize: 80 << 10, maxHeaderListSize: 256 << 10, maxHeaderFieldCount: 400))
        // Browsers speak HTTP/2 only over TLS: one connection for everything, streams too. Who does not offer it gets HTTP/1.1.
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
                    logger.error("the number of connections is not bounded", metadata: ["error": "\(error)"])
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
        func cookieName(_ base: String) -> String { SetCookie.name(base, instance: settings.instance, port: settings.port) }
        return AppServices(
            jobs: JobService(store: store, environment: environment),
            clients: ClientService(store: store, environment: environment),
            staff: StaffService(store: store, environment: environment),
            signIn: signIn,
            store: store, hasher: hasher, environment: environment, mode: settings.ifMatch, trust: trust,
            cors: CORSPolicy(origins: Set(settings.corsOrigins)), secret: SymmetricKey(data: settings.secret),
            signInQueue: SignInQueue(
                throttle: SignInThrottle(), concurrency: hasher.concurrency, maximumWaiting: settings.maximumSignInsWaiting,
                uptime: environment.uptime),
            hub: ChangeHub(feed: store, generation: store.generation), page: settings.page,
            base: settings.base,
            authenticator: Authenticator(
                signIn: signIn, cookieName: cookieName(SessionCookie.baseName), trust: trust,
                base: settings.base),
            deviceCookieName: cookieName(DeviceCookie.baseName))
    }

    /// Every operation there is.
    static func operations(of services: AppServices) -> [Operation] {
        JobOperations(services: services).all + JobPartOperations(services: services).all
            + ClientOperations(services: services).all + StaffOperations(services: services).all
            + SignInOperations(services: services).all + SystemOperations(services: services).all
            + StreamOperations(services: services).all + PageOperations(services: services).all
    }
}
