import Foundation
import JobtagServer

/// What the server says on standard output once it is ready: how to get in, then the one line that programs wait for.
struct StartupMessage: Sendable {
    let options: Serve.Options
    let setupSecret: String?
    let hasDemo: Bool

    func make(port: Int) {
        if let path = options.settings.unixSocket { return say(at: "unix:\(path)", page: "\(options.settings.base)") }
        let scheme = options.settings.tls == nil ? "http" : "https"
        let host = options.settings.host.contains(":") ? "[\(options.settings.host)]" : options.settings.host
        let address = "\(scheme)://\(host):\(port)\(options.settings.base)"
        say(at: address, page: address)
    }

    /// - Parameters:
    ///   - address: Where the server listens.
    ///   - page: What the address of the page begins with, as far as it is known.
    private func say(at address: String, page: String) {
        var lines = ["database \(URL(filePath: options.databasePath).standardizedFileURL.path(percentEncoded: false))"]
        if let setupSecret {
            lines.append(
                "nobody works here yet; make the first admin with this one-time link: \(page)/setup/?token=\(setupSecret)")
        }
        if hasDemo {
            lines.append("demo logins \(DemoData.logins.joined(separator: ", ")) with the password \(DemoData.password)")
        }
        lines.append("listening on \(address)")
        FileHandle.standardOutput.write(Data((lines.joined(separator: "\n") + "\n").utf8))
    }
}
