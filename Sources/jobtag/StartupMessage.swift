import Foundation
import JobtagServer

/// The server's output once it is ready: how to sign in, then the line that programs wait for.
struct StartupMessage: Sendable {
    let options: Serve.Options
    let setupSecret: String?
    let hasDemo: Bool

    func write(port: Int) {
        if let path = options.settings.unixSocket { return write(at: "unix:\(path)", page: "\(options.settings.base)") }
        let scheme = options.settings.tls == nil ? "http" : "https"
        let host = options.settings.host.contains(":") ? "[\(options.settings.host)]" : options.settings.host
        let address = "\(scheme)://\(host):\(port)\(options.settings.base)"
        write(at: address, page: address)
    }

    /// - Parameters:
    ///   - address: The address on which the server listens.
    ///   - page: The beginning of the page's URL, as far as known.
    private func write(at address: String, page: String) {
        var lines = ["database \(options.database.name)"]
        if let setupSecret {
            lines.append(
                "no accounts yet; create the first admin with this one-time link: \(page)/setup/?token=\(setupSecret)")
        }
        if hasDemo {
            lines.append("demo logins \(DemoData.logins.joined(separator: ", ")) with the password \(DemoData.password)")
        }
        lines.append("listening on \(address)")
        FileHandle.standardOutput.write(Data((lines.joined(separator: "\n") + "\n").utf8))
    }
}
