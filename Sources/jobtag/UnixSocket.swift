import ArgumentParser
import Foundation

/// The file of a Unix socket that the server listens on in place of an address of the network. It goes when the server stops listening,
/// which the channel sees to.
struct UnixSocket: Sendable {
    /// As many bytes as `sun_path` has room for, and a zero behind them.
    static let maximumLength = MemoryLayout.size(ofValue: sockaddr_un().sun_path) - 1

    let path: String

    /// Makes sure that the path is free, or has what a server left behind that was killed.
    ///
    /// - Throws: `ValidationError` where somebody listens there, or where there is a file of another kind.
    func prepare() throws {
        guard path.utf8.count <= Self.maximumLength else {
            throw ValidationError("The path of a Unix socket can be at most \(Self.maximumLength) bytes; \(path) is longer.")
        }
        let attributes: [FileAttributeKey: Any]
        do {
            attributes = try FileManager.default.attributesOfItem(atPath: path)
        } catch CocoaError.fileReadNoSuchFile, CocoaError.fileNoSuchFile {
            let folder = URL(filePath: path).deletingLastPathComponent().path(percentEncoded: false)
            guard FileManager.default.isWritableFile(atPath: folder) else {
                throw ValidationError("The folder \(folder) is not writable, so the socket cannot be created.")
            }
            return
        }
        guard attributes[.type] as? FileAttributeType == .typeSocket else {
            throw ValidationError("\(path) already exists and is not a socket.")
        }
        // What nobody answers at is replaced when the server begins to listen.
        if try isAnswered() { throw ValidationError("Another server is listening on \(path).") }
    }

    /// Lets the group in as well, which the proxy is made a member of (mode 0660). To be called when the server listens.
    ///
    /// - Throws: `POSIXError`
    func open() throws {
        guard chmod(path, 0o660) == 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
    }

    private func isAnswered() throws -> Bool {
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
        defer { close(descriptor) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        let result = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        if result == 0 { return true }
        // Any other error is of a server that is there: one that is busy, or that lets this user not in.
        return errno != ECONNREFUSED
    }
}
