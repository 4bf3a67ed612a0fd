import ConditionalRequests
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdCore
import JobtagAPI
import JobtagCore
import NIOCore
import NIOHTTP1

/// A request body that was read.
enum CollectedBody: Sendable {
    case whole(ByteBuffer)
    case tooLarge

    /// The maximum size of a body, in bytes.
    static let maximum = 1 << 20

    /// Does not wait for a body that announces a size over the limit. The connection limits the time.
    ///
    /// - Throws: `HTTPParserError` if the message is malformed; `JobError.unreadableBody` if it ends too early.
    init(_ request: Request, of context: JobtagContext) async throws {
        if request.announcesTooLargeBody {
            self = .tooLarge
            return
        }
        if request.headers.contains(.expect) {
            try await context.channel.triggerUserOutboundEvent(ConnectionHandler.BodyWanted())
        }
        var buffer = ByteBuffer()
        do {
            for try await part in request.body {
                guard buffer.readableBytes + part.readableBytes <= Self.maximum else {
                    self = .tooLarge
                    return
                }
                buffer.writeImmutableBuffer(part)
            }
        } catch let error as HTTPParserError {
            throw error
        } catch {
            throw JobError.unreadableBody("The request body is incomplete.")
        }
        self = .whole(buffer)
    }
}

extension OperationRequest {
    /// Reads the body. Its size and media type are checked only after the record of the path is known to exist;
    /// parsing errors count only after the preconditions, so they are in the result.
    ///
    /// - Parameters:
    ///   - acceptsMergePatch: Whether to accept `application/merge-patch+json` (RFC 7396).
    ///   - exists: Throws if the record of the path does not exist.
    /// - Throws: `Problem` of 413 or 415, `JobError.invalid` for a partial body, or the error of `exists`.
    func body(
        acceptsMergePatch: Bool = false, unless exists: () async throws -> Void = {}
    ) async throws -> Input<JSONBody> {
        let collected = try await collect(acceptsMergePatch: acceptsMergePatch, unless: exists)
        guard collected.readableBytes > 0 else {
            return .failure(.unreadableBody("A JSON request body is required."))
        }
        let json = Array(collected.readableBytesView)
        return Result { () throws(JobError) in try JSONBody(json: json) }
    }

    /// Reads the body of an operation that needs none.
    func optionalBody(unless exists: () async throws -> Void) async throws -> Input<JSONBody> {
        let collected = try await collect(acceptsMergePatch: false, unless: exists)
        guard collected.readableBytes > 0 else { return .success(JSONBody()) }
        let json = Array(collected.readableBytesView)
        return Result { () throws(JobError) in try JSONBody(json: json) }
    }

    /// Checks the head's information about the body, in an operation without a body.
    ///
    /// - Throws: `Problem` of 415, or the error of `exists`.
    func requireNoBody(unless exists: () async throws -> Void = {}) async throws {
        do {
            try requireIdentityCoding()
        } catch {
            try await exists()
            throw error
        }
    }

    /// Errors caused by the head are reported before the body is requested (RFC 9110 §10.1.1).
    private func collect(acceptsMergePatch: Bool, unless exists: () async throws -> Void) async throws -> ByteBuffer {
        if http.headers.contains(.expect) { try await exists() }
        do {
            try checkHead(acceptsMergePatch)
        } catch {
            try await exists()
            throw error
        }
        let collected = if let collected { collected } else { try await CollectedBody(http, of: context) }
        do {
            guard case .whole(let buffer) = collected else { throw Self.tooLarge }
            // HTTP/2 need not announce a body, and chunks may be empty.
            if buffer.readableBytes > 0 { try requireType(acceptsMergePatch) }
            return buffer
        } catch {
            try await exists()
            throw error
        }
    }

    private static let tooLarge = Problem(.tooLarge, "The request body can be at most 1 MiB.")

    private func checkHead(_ acceptsMergePatch: Bool) throws {
        try requireIdentityCoding()
        // A partial body would be treated as complete (RFC 9110 §14.5).
        guard http.method != .put || !http.headers.contains(.contentRange) else {
            throw JobError.invalid("Content-Range", "Partial PUT is not supported. Send the complete record.")
        }
        guard !http.announcesTooLargeBody else { throw Self.tooLarge }
        if http.announcesBody { try requireType(acceptsMergePatch) }
    }

    private func requireType(_ acceptsMergePatch: Bool) throws {
        guard isSupported(http.headers[.contentType], acceptsMergePatch) else {
            let types = acceptsMergePatch ? "application/json or application/merge-patch+json" : "application/json"
            throw Problem(.unsupportedMediaType, "Send the request body as \(types).")
        }
    }

    private func isSupported(_ type: String?, _ acceptsMergePatch: Bool) -> Bool {
        guard let type else { return false }
        // A charset has no meaning for JSON (RFC 8259 §11): invalid UTF-8 is found when parsing. It counts only if it says that the bytes
        // cannot be UTF-8, whatever they look like.
        guard !type.contains(";") || !type.namesWideCharset else { return false }
        return type.isMediaType("application/json") || (acceptsMergePatch && type.isMediaType("application/merge-patch+json"))
    }

    /// A body is accepted only without a coding such as gzip (RFC 9110 §8.4).
    ///
    /// - Throws: `Problem` of 415.
    func requireIdentityCoding() throws {
        for field in http.headers where field.name == .contentEncoding {
            guard field.value.listMembers.allSatisfy({ $0.isCaseInsensitively("identity") }) else {
                throw Problem(
                    .unsupportedMediaType, "Send the request body without a content coding such as gzip.",
                    acceptedCodings: "identity")
            }
        }
    }
}

extension String {
    /// Whether this value of `Content-Type` has a charset of 16 or 32 bits. Without a regular expression: Swift compiles one with each use,
    /// which took a fifth of the time of a PATCH here.
    fileprivate var namesWideCharset: Bool {
        let text = lowercased().replacing("\"", with: "").replacing("utf-", with: "utf")
        return text.contains("charset=utf16") || text.contains("charset=utf32")
    }
}

extension Request {
    /// Whether the head announces a body, or the client waits to send one.
    fileprivate var announcesBody: Bool {
        headers[.contentLength].map { $0 != "0" } ?? headers.contains(.expect)
    }

    fileprivate var announcesTooLargeBody: Bool {
        headers[.contentLength].flatMap { Int($0) }.map { $0 > CollectedBody.maximum } ?? false
    }
}
