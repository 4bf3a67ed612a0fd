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
    package var page = PageFiles()

    package init() {}
}

/// The application: one build function, for the program and for tests.
package enum JobtagApplication {
    /// - Returns: The application, and the service that its streams need; this one must be shut down before the application.
    package static func build(
        settings: ServerSettings, store: any Store, environment: UseCaseEnvironment = .live,
        hasher: any PasswordHasher = ScryptHasher(),
        logger: Logger, onServerRunning: @escaping @Sendable (any Channel) async -> Void = { _ in }
    ) throws -> (application: some ApplicationProtocol, streams: any Service) {
        let workshop = workshop(settings: settings, store: store, environment: environment, hasher: hasher)
        let router = router(settings: settings, workshop: workshop)
        let policy = ConnectionPolicy(
            crossOrigin: CrossOrigin(origins: Set(settings.corsOrigins)),
            generation: HTTPField(name: .generation, value: store.generation), metrics: workshop.metrics, logger: logger,
            connections: OpenConnections(limit: settings.maximumConnections ?? OpenConnections.defaultLimit))
        // What is larger is refused before it is parsed.
        let http1 = HTTP1Channel.Configuration(
            additionalChannelHandlers: [ConnectionHandler(policy: policy)], idleTimeout: settings.idleTimeout,
            httpDecoderConfiguration: .init(maxHeaderFieldSize: 32 << 10, maxHeaderListSize: 128 << 10, maxHeaderFieldCount: 400))
        // Browsers speak HTTP/2 only over TLS: one connection for everything, streams too. Who does not offer it gets HTTP/1.1.
        let http2 = HTTP2ChannelConfiguration(
            idleTimeout: .nanoseconds(settings.idleTimeout.nanoseconds), gracefulCloseTimeout: .seconds(5),
            streamConfiguration: http1)
        let application = Application(
            router: router,
            server: try settings.tls.map { try .http2Upgrade(tlsConfiguration: $0, configuration: http2) }
                ?? .http1(configuration: http1),
            configuration: .init(address: .hostname(settings.host, port: settings.port), serverName: nil),
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
        return (application, workshop.live)
    }

    static func router(settings: ServerSettings, workshop: Workshop) -> Router<JobtagContext> {
        let router = Router(context: JobtagContext.self)
        router.add(
            middleware: Frame(
                crossOrigin: CrossOrigin(origins: Set(settings.corsOrigins)), metrics: workshop.metrics,
                generation: HTTPField(name: .generation, value: workshop.store.generation)))
        OperationTable(operations: operations(of: workshop), workshop: workshop, page: settings.page).register(on: router)
        return router
    }

    static func workshop(
        settings: ServerSettings, store: any Store, environment: UseCaseEnvironment, hasher: any PasswordHasher
    ) -> Workshop {
        let feed = store as? any ChangeFeed
        let signIn = SignInService(store: store, environment: environment, hasher: hasher, secrets: RandomSecrets())
        return Workshop(
            jobs: JobService(store: store, environment: environment),
            clients: ClientService(store: store, environment: environment),
            staff: StaffService(store: store, environment: environment),
            signIn: signIn,
            store: store, hasher: hasher, environment: environment, mode: settings.ifMatch, isSecure: settings.tls != nil,
            feed: feed, live: LiveBoard(feed: feed, generation: store.generation), page: settings.page,
            authenticator: Authenticator(
                signIn: signIn, cookieName: SessionCookie.name(instance: settings.instance, port: settings.port)))
    }

    /// Every operation there is.
    static func operations(of workshop: Workshop) -> [Operation] {
        JobOperations(workshop: workshop).all + JobPartOperations(workshop: workshop).all
            + ClientOperations(workshop: workshop).all + StaffOperations(workshop: workshop).all
            + SignInOperations(workshop: workshop).all + SystemOperations(workshop: workshop).all
            + StreamOperations(workshop: workshop).all + PageOperations(workshop: workshop).all
    }
}
