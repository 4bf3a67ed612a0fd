import ArgumentParser
import Foundation
import Hummingbird
import JobtagCore
import JobtagServer
import JobtagStore
import Logging
import NIOCore
import ServiceLifecycle
import UnixSignals

/// Starts the server. Every option can also be given as an environment variable; the command line wins.
struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Start the server.",
        discussion: """
            Each option can be an environment variable instead: JOBTAG_HOST, JOBTAG_PORT, JOBTAG_LISTEN_UNIX, JOBTAG_DATABASE, \
            JOBTAG_DEMO=true, JOBTAG_CORS_ORIGIN (several separated by spaces or commas), JOBTAG_IF_MATCH, JOBTAG_HISTORY_DAYS, \
            JOBTAG_IDLE_TIMEOUT, JOBTAG_MAX_CONNECTIONS, JOBTAG_TLS_CERT, JOBTAG_TLS_KEY, JOBTAG_TRUSTED_PROXY (several like the \
            origins), JOBTAG_WEB, JOBTAG_BASE_PATH, JOBTAG_LOG_LEVEL.

            The first start on an empty database without --demo prints a one-time link for making the first admin.
            """)

    @Option(help: "The address to listen on. (default: 127.0.0.1)")
    var host: String?

    @Option(help: "The port to listen on; 0 picks a free one. (default: 8080)")
    var port: Int?

    @Option(
        name: .customLong("listen-unix"),
        help:
            "The path of a Unix socket to listen on instead of a host and a port. Its owner and its group may connect (mode 0660)."
    )
    var listenUnix: String?

    @Option(help: "Where everything is kept: sqlite: and the path of a file. (default: sqlite:jobtag.db)")
    var database: String?

    @Flag(help: "Fill an empty database with a sheet-metal workshop to try things on. One that has data is left alone.")
    var demo = false

    @Option(
        name: .customLong("cors-origin"),
        help: "An origin whose pages may use the API, such as http://localhost:3000, or * for any. Can be repeated.")
    var corsOrigins: [String] = []

    @Option(
        name: .customLong("if-match"),
        help:
            "relaxed sees through what compressing proxies do to entity tags; strict is RFC 9110 to the letter. (default: relaxed)")
    var ifMatch: String?

    @Option(
        name: .customLong("history-days"),
        help: "Days for which changes are kept, for undoing and for merging. (default: for ever)")
    var historyDays: Int?

    @Option(
        name: .customLong("idle-timeout"),
        help:
            "Seconds for which a connection stays open between requests. A proxy in front must close its own earlier. (default: 75)"
    )
    var idleTimeout: Int?

    @Option(
        name: .customLong("max-connections"),
        help: "The most connections at once. (default: what the limit of open files leaves room for, at most 10000)")
    var maximumConnections: Int?

    @Option(name: .customLong("tls-cert"), help: "A file with the certificate chain, PEM; with --tls-key.")
    var tlsCertificate: String?

    @Option(name: .customLong("tls-key"), help: "A file with the private key, PEM; with --tls-cert.")
    var tlsKey: String?

    @Option(
        name: .customLong("trusted-proxy"),
        help:
            "A proxy in front, by its address or network, such as 127.0.0.1 or 10.0.0.0/8, or unix for any over a Unix socket: where it says that a request comes from is believed. Can be repeated."
    )
    var trustedProxies: [String] = []

    @Option(help: "A folder to serve the page from, instead of the page that is built in; for working on it.")
    var web: String?

    @Option(
        name: .customLong("base-path"),
        help:
            "The path below which a proxy shows this server, such as /jobs-app. It may pass that on or take it away. (default: none)"
    )
    var basePath: String?

    @Option(name: .customLong("log-level"), help: "trace, debug, info, notice, warning, error or critical. (default: info)")
    var logLevel: String?

    mutating func run() async throws {
        ProcessLimits.prepare()
        Reloading.prepare()
        let options = try Options(self, environment: ProcessInfo.processInfo.environment)
        LoggingSystem.bootstrap { StreamLogHandler.standardError(label: $0) }
        var logger = Logger(label: "jobtag")
        logger.logLevel = options.logLevel

        let socket = options.settings.unixSocket.map { UnixSocket(path: $0) }
        try socket?.prepare()
        let store = try SQLiteStore(path: options.databasePath)
        let hasher = ScryptHasher()
        if options.isDemo, try await DemoData(store: store, hasher: hasher).fillIfEmpty(now: UseCaseEnvironment.live.now()) {
            logger.info("filled the empty database with the demo workshop")
        }
        try await warnOfClock(behind: store, logger)
        let signIn = SignInService(store: store, environment: .live, hasher: hasher, secrets: RandomSecrets())
        let setupSecret = try await signIn.newSetupSecret()

        var settings = options.settings
        settings.instance = try await DatabaseIdentity.instance(in: store)
        settings.secret = try await DatabaseIdentity.secret(in: store)
        let hasDemo = options.isDemo ? try await DemoData.isIn(store) : false
        let announcement = StartupMessage(options: options, setupSecret: setupSecret, hasDemo: hasDemo)
        let (application, streams) = try JobtagApplication.build(
            settings: settings, store: store, hasher: hasher, logger: logger,
            onServerRunning: { [logger] channel in
                do {
                    try socket?.open()
                } catch {
                    // Its owner can still connect.
                    logger.error("the socket has not the mode 0660", metadata: ["error": "\(error)"])
                }
                announcement.make(port: channel.localAddress?.port ?? options.settings.port)
            })
        var configuration = ServiceGroupConfiguration(
            services: [
                PurgeService(store: store, historyDays: options.historyDays, logger: logger),
                Reloading(certificates: options.certificates, logger: logger), application, streams,
            ],
            gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
        // Requests under way are finished, but nobody who sends or reads drop by drop keeps the server from stopping.
        configuration.maximumGracefulShutdownDuration = .seconds(15)
        do {
            try await ServiceGroup(configuration: configuration).run()
        } catch let error as IOError where error.errnoCode == EADDRINUSE {
            throw ValidationError("port \(options.settings.port) is taken by another program; choose another with --port.")
        } catch is CancellationError {
            logger.warning("some connections did not end in time and were cut")
        }
        try store.close()
    }

    /// A clock that was ahead once, or is behind now, does no harm to versions, which still rise. But the times that people see are wrong.
    private func warnOfClock(behind store: any Store, _ logger: Logger) async throws {
        var query = JobQuery()
        (query.order, query.isDescending, query.limit) = (.updatedAt, true, 1)
        let latest = try await store.read { [query] in try $0.jobs(query).items.first?.updatedAt }
        let now = UseCaseEnvironment.live.now()
        guard let latest, latest > now.adding(seconds: 60) else { return }
        logger.warning(
            "the latest change in the database is ahead of this machine's clock; look whether the clock is right",
            metadata: ["latest": "\(latest)", "now": "\(now)"])
    }
}
