import ArgumentParser
import Foundation

/// The Unix socket that the server listens on instead of a network address. The channel removes the file when the server stops
/// listening.
struct UnixSocket: Sendable {
    /// The size of `sun_path`, minus the final zero byte.
    static let maximumLength = MemoryLayout.size(ofValue: sockaddr_un().sun_path) - 1

    let path: String

    /// Checks that the path is free, or has the socket of a killed server.
    ///
    /// - Throws: `ValidationError` if a server listens there, or the file is not a socket.
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
        // A stale socket is replaced when the server starts to listen.
        if try isAnswered() { throw ValidationError("Another server is listening on \(path).") }
    }

    /// Gives the group access, for the proxy (mode 0660). Call it when the server listens.
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
        // Any other error means that a server exists: it is busy, or does not accept this user.
        return errno != ECONNREFUSED
    }
}
