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

/// Starts the server. Every option can also be set as an environment variable; the command line takes precedence.
struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Start the server.",
        discussion: """
            Each option can also be set as an environment variable: JOBTAG_HOST, JOBTAG_PORT, JOBTAG_LISTEN_UNIX, JOBTAG_DATABASE, JOBTAG_DATABASE_CONNECTIONS, \
            JOBTAG_DEMO=true, JOBTAG_CORS_ORIGIN (several values separated by spaces or commas), JOBTAG_IF_MATCH, JOBTAG_HISTORY_DAYS, \
            JOBTAG_IDLE_TIMEOUT, JOBTAG_MAX_CONNECTIONS, JOBTAG_TLS_CERT, JOBTAG_TLS_KEY, JOBTAG_TRUSTED_PROXY (several values, \
            as above), JOBTAG_WEB, JOBTAG_BASE_PATH, JOBTAG_LOG_LEVEL.

            The first start on an empty database without --demo prints a one-time link to create the first admin.
            """)

    @Option(help: "The address to listen on. (default: 127.0.0.1)")
    var host: String?

    @Option(help: "The port to listen on; 0 picks a free one. (default: 8080)")
    var port: Int?

    @Option(
        name: .customLong("listen-unix"),
        help:
            "The path of a Unix socket to listen on instead of a host and port. Its owner and group can connect (mode 0660)."
    )
    var listenUnix: String?

    @Option(
        help:
            "The database: sqlite: and the path of a file, or a PostgreSQL URI such as postgres://USER@HOST/DATABASE. A password in the URI can be seen by other users of this machine; use JOBTAG_DATABASE or PGPASSWORD instead. (default: sqlite:jobtag.db)"
    )
    var database: String?

    @Option(
        name: .customLong("database-connections"),
        help: "The maximum number of connections to PostgreSQL for requests, 1 to 200. (default: 10)")
    var databaseConnections: Int?

    @Flag(help: "Fill an empty database with a demo sheet-metal workshop. A database with data is left unchanged.")
    var demo = false

    @Option(
        name: .customLong("cors-origin"),
        help: "An origin whose pages can use the API, such as http://localhost:3000, or * for any. Can be repeated.")
    var corsOrigins: [String] = []

    @Option(
        name: .customLong("if-match"),
        help:
            "relaxed also accepts entity tags rewritten by compressing proxies; strict follows RFC 9110 exactly. (default: relaxed)"
    )
    var ifMatch: String?

    @Option(
        name: .customLong("history-days"),
        help: "Days to keep changes for undo and merge. (default: forever)")
    var historyDays: Int?

    @Option(
        name: .customLong("idle-timeout"),
        help:
            "Seconds to keep a connection open between requests. A proxy in front must use a shorter time. (default: 75)"
    )
    var idleTimeout: Int?

    @Option(
        name: .customLong("max-connections"),
        help: "The maximum number of open connections. (default: as many as the open-file limit allows, at most 10000)")
    var maximumConnections: Int?

    @Option(name: .customLong("tls-cert"), help: "A PEM file with the certificate chain. Requires --tls-key.")
    var tlsCertificate: String?

    @Option(name: .customLong("tls-key"), help: "A PEM file with the private key. Requires --tls-cert.")
    var tlsKey: String?

    @Option(
        name: .customLong("trusted-proxy"),
        help:
            "A proxy whose forwarding headers are trusted: its address or network, such as 127.0.0.1 or 10.0.0.0/8, or unix for any proxy on a Unix socket. Can be repeated."
    )
    var trustedProxies: [String] = []

    @Option(help: "A folder to serve the web page from instead of the built-in one, for development.")
    var web: String?

    @Option(
        name: .customLong("base-path"),
        help:
            "The path under which a proxy publishes this server, such as /jobs-app. The proxy may pass it on or strip it. (default: none)"
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
        let store = try await options.database.open(connections: options.databaseConnections) { [logger] problem in
            logger.error("\(problem)")
        }
        guard try await !DatabaseCopy.isIncomplete(store) else {
            try await store.close()
            throw ValidationError(
                "\(options.database.name) is the incomplete result of a copy. Run the same jobtag copy again, or delete the database."
            )
        }
        let hasher = ScryptHasher()
        let demo = DemoData(store: store, hasher: hasher)
        if options.isDemo, try await waiting({ try await demo.fillIfEmpty(now: UseCaseEnvironment.live.now()) }) {
            logger.info("filled the empty database with the demo workshop")
        }
        try await warnOfClock(behind: store, logger)
        let signIn = SignInService(store: store, environment: .live, hasher: hasher, secrets: RandomSecrets())
        let setupSecret = try await waiting { try await signIn.newSetupSecret() }

        var settings = options.settings
        settings.instance = try await waiting { try await DatabaseIdentity.instance(in: store) }
        settings.secret = try await waiting { try await DatabaseIdentity.secret(in: store) }
        let hasDemo = options.isDemo ? try await DemoData.isIn(store) : false
        let startupMessage = StartupMessage(options: options, setupSecret: setupSecret, hasDemo: hasDemo)
        let (application, streams) = try JobtagApplication.build(
            settings: settings, store: store, hasher: hasher, logger: logger,
            onServerRunning: { [logger] channel in
                do {
                    try socket?.open()
                } catch {
                    // Its owner can still connect.
                    logger.error("the socket's mode could not be set to 0660", metadata: ["error": "\(error)"])
                }
                startupMessage.write(port: channel.localAddress?.port ?? options.settings.port)
            })
        var configuration = ServiceGroupConfiguration(
            services: [
                PurgeService(store: store, historyDays: options.historyDays, logger: logger),
                Reloading(certificates: options.certificates, logger: logger), application, streams,
            ],
            gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
        // Requests in progress are completed, but clients that send or read slowly do not keep the server from stopping.
        configuration.maximumGracefulShutdownDuration = .seconds(15)
        do {
            try await ServiceGroup(configuration: configuration).run()
        } catch let error as IOError where error.errnoCode == EADDRINUSE {
            throw ValidationError("Port \(options.settings.port) is in use by another program. Choose another with --port.")
        } catch is CancellationError {
            logger.warning("some connections did not end in time and were closed")
        }
        try await store.close()
    }

    /// Repeats a step of the start for up to a minute: another server may be filling the same database.
    private func waiting<T>(_ step: () async throws -> T) async throws -> T {
        let end = ContinuousClock.now + .seconds(60)
        while true {
            do {
                return try await step()
            } catch is StoreBusy where .now < end {
                try await Task.sleep(for: .milliseconds(500))
            }
        }
    }

    /// A clock that was ahead or is behind does not harm versions, which still increase. But the displayed times are wrong.
    private func warnOfClock(behind store: any Store, _ logger: Logger) async throws {
        var query = JobQuery()
        (query.order, query.isDescending, query.limit) = (.updatedAt, true, 1)
        let latest = try await store.read { [query] in try $0.jobs(query).items.first?.updatedAt }
        let now = UseCaseEnvironment.live.now()
        guard let latest, latest > now.adding(seconds: 60) else { return }
        logger.warning(
            "the latest change in the database is later than this machine's clock; check the clock",
            metadata: ["latest": "\(latest)", "now": "\(now)"])
    }
}
