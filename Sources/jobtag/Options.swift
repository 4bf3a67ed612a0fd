import ArgumentParser
import Foundation
import JobtagCore
import JobtagServer
import JobtagStore
import Logging
import NIOCore

extension Serve {
    /// The settings from the command line and the environment.
    struct Options: Sendable {
        let settings: ServerSettings
        /// nil without TLS.
        let certificates: Certificates?
        let database: DatabaseAddress
        let databaseConnections: Int
        let isDemo: Bool
        let historyDays: Int?
        let logLevel: Logger.Level

        /// - Throws: `ValidationError` with a sentence that explains the error.
        init(_ command: Serve, environment: [String: String]) throws {
            func value<Value>(_ option: String?, _ name: String, _ read: (String) -> Value?) throws -> Value? {
                let variable = environment["JOBTAG_" + name].flatMap { $0.isEmpty ? nil : $0 }
                guard let text = option ?? variable else { return nil }
                guard let value = read(text) else {
                    throw ValidationError("\(text) is not a valid value for \(name.lowercased().replacing("_", with: "-")).")
                }
                return value
            }
            var settings = ServerSettings()
            if let host = try value(command.host, "HOST", { $0 }) { settings.host = host }
            if let port = try value(command.port.map(String.init), "PORT", { Int($0) }) { settings.port = port }
            guard (0...65_535).contains(settings.port) else { throw ValidationError("The port must be between 0 and 65535.") }
            settings.unixSocket = try value(command.listenUnix, "LISTEN_UNIX") { $0 }
            if settings.unixSocket != nil, command.host != nil || command.port != nil {
                throw ValidationError("--listen-unix cannot be combined with --host or --port.")
            }
            if let mode = try value(command.ifMatch, "IF_MATCH", IfMatchMode.init(rawValue:)) { settings.ifMatch = mode }
            settings.corsOrigins =
                command.corsOrigins.isEmpty
                ? (environment["JOBTAG_CORS_ORIGIN"] ?? "").split { $0.isWhitespace || $0 == "," }.map(String.init)
                : command.corsOrigins
            for origin in settings.corsOrigins where origin != "*" {
                // Files and sandboxed frames all send it, so allowing it would allow every page.
                guard origin != "null" else {
                    throw ValidationError("The origin null cannot be allowed: browsers send it for every page without an origin.")
                }
                // Another spelling would be accepted but never match.
                let spelling = BrowserOrigin.spelling(of: origin)
                guard spelling?.isIdentical(to: origin) == true else {
                    let help = spelling.map { "use \($0)." } ?? "use a value such as http://localhost:3000."
                    throw ValidationError("\(origin) is not an origin as browsers send it: \(help)")
                }
            }
            let proxies =
                command.trustedProxies.isEmpty
                ? (environment["JOBTAG_TRUSTED_PROXY"] ?? "").split { $0.isWhitespace || $0 == "," }.map(String.init)
                : command.trustedProxies
            for proxy in proxies {
                if proxy == "unix" {
                    settings.trustsUnixSocket = true
                } else if let network = IPNetwork(proxy) {
                    settings.trustedProxies.append(network)
                } else {
                    throw ValidationError(
                        "\(proxy) is not a proxy address or network. Use, for example, 127.0.0.1, 10.0.0.0/8, fd00::/8 or unix.")
                }
            }
            if let base = try value(command.basePath, "BASE_PATH", BasePath.init) { settings.base = base }
            if let seconds = try value(command.idleTimeout.map(String.init), "IDLE_TIMEOUT", { Int64($0) }) {
                guard (1...3600).contains(seconds) else { throw ValidationError("The idle timeout must be 1 to 3600 seconds.") }
                settings.idleTimeout = .seconds(seconds)
            }
            settings.maximumConnections = try value(command.maximumConnections.map(String.init), "MAX_CONNECTIONS", { Int($0) })
            if let most = settings.maximumConnections, !(1...1_000_000).contains(most) {
                throw ValidationError("--max-connections must be between 1 and 1000000.")
            }
            let certificate = try value(command.tlsCertificate, "TLS_CERT", { $0 })
            let key = try value(command.tlsKey, "TLS_KEY", { $0 })
            switch (certificate, key) {
            case (nil, nil): certificates = nil
            case (let certificate?, let key?):
                certificates = try Certificates(chainFile: certificate, keyFile: key)
                settings.tls = try certificates?.configuration
            default: throw ValidationError("--tls-cert and --tls-key must be given together.")
            }
            if settings.unixSocket != nil, settings.tls != nil {
                throw ValidationError("--listen-unix cannot be combined with --tls-cert and --tls-key.")
            }
            if let folder = try value(command.web, "WEB", { URL(filePath: $0, directoryHint: .isDirectory) }) {
                guard FileManager.default.fileExists(atPath: folder.appending(path: "index.html").path()) else {
                    throw ValidationError("\(folder.path()) has no index.html, so there is no page to serve.")
                }
                settings.page = StaticFiles(folder: folder)
            }
            database = try DatabaseAddress(try value(command.database, "DATABASE", { $0 }) ?? "sqlite:jobtag.db")
            databaseConnections =
                try value(command.databaseConnections.map(String.init), "DATABASE_CONNECTIONS", { Int($0) })
                ?? PostgreSQLStore.defaultConnections
            guard (1...200).contains(databaseConnections) else {
                throw ValidationError("--database-connections must be between 1 and 200.")
            }
            historyDays = try value(command.historyDays.map(String.init), "HISTORY_DAYS") { Int($0) }
            if let historyDays, !(1...100_000).contains(historyDays) {
                throw ValidationError("--history-days must be between 1 and 100000.")
            }
            self.settings = settings
            isDemo = try command.demo || value(nil, "DEMO", { ["1": true, "true": true, "0": false, "false": false][$0] }) ?? false
            logLevel = try value(command.logLevel, "LOG_LEVEL", Logger.Level.init(rawValue:)) ?? .info
        }
    }
}
