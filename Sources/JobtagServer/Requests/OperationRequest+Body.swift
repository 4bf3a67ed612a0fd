import ConditionalRequests
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdCore
import JobtagAPI
import JobtagCore
import NIOCore
import NIOHTTP1

/// A request's body, read.
enum CollectedBody: Sendable {
    case whole(ByteBuffer)
    case tooLarge

    /// The most bytes a body can have.
    static let maximum = 1 << 20

    /// One that says it is too large is not waited for. How long a body may take is the connection's business.
    ///
    /// - Throws: `HTTPParserError` where the message itself is broken; `JobError.unreadableBody` where it ends too early.
    init(_ request: Request, of context: JobtagContext) async throws {
        if request.saysItIsTooLarge {
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
            throw JobError.unreadableBody("The body did not arrive whole.")
        }
        self = .whole(buffer)
    }
}

extension OperationRequest {
    /// Reads the body. That it is too large or of another type counts only after it is known that what the path names is there;
    /// that it cannot be read counts only after the preconditions, so this is in the result.
    ///
    /// - Parameters:
    ///   - acceptsMergePatch: Whether `application/merge-patch+json` will do (RFC 7396).
    ///   - exists: Throws where what the path names is not there.
    /// - Throws: `Problem` of 413 or 415, `JobError.invalid` for a part of a body, or what `exists` throws.
    func body(
        acceptsMergePatch: Bool = false, unless exists: () async throws -> Void = {}
    ) async throws -> Input<JSONBody> {
        let collected = try await collect(acceptsMergePatch: acceptsMergePatch, unless: exists)
        guard collected.readableBytes > 0 else {
            return .failure(.unreadableBody("A body of JSON is needed."))
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

    /// Judges what the head says of a body, in an operation that takes none.
    ///
    /// - Throws: `Problem` of 415, or what `exists` throws.
    func requireNoBody(unless exists: () async throws -> Void = {}) async throws {
        do {
            try requireIdentityCoding()
        } catch {
            try await exists()
            throw error
        }
    }

    /// What the head alone refuses is refused before the body is asked for (RFC 9110 §10.1.1).
    private func collect(acceptsMergePatch: Bool, unless exists: () async throws -> Void) async throws -> ByteBuffer {
        if http.headers.contains(.expect) { try await exists() }
        do {
            try judgeHead(acceptsMergePatch)
        } catch {
            try await exists()
            throw error
        }
        let collected = if let collected { collected } else { try await CollectedBody(http, of: context) }
        do {
            guard case .whole(let buffer) = collected else { throw Self.tooLarge }
            // HTTP/2 need not say before that there is a body, and chunks may come to none.
            if buffer.readableBytes > 0 { try requireType(acceptsMergePatch) }
            return buffer
        } catch {
            try await exists()
            throw error
        }
    }

    private static let tooLarge = Problem(.tooLarge, "A body can have at most 1 MiB.")

    private func judgeHead(_ acceptsMergePatch: Bool) throws {
        try requireIdentityCoding()
        // Part of a body would be taken for all of it (RFC 9110 §14.5).
        guard http.method != .put || !http.headers.contains(.contentRange) else {
            throw JobError.invalid("Content-Range", "PUT takes the whole, not a part of it.")
        }
        guard !http.saysItIsTooLarge else { throw Self.tooLarge }
        if http.saysItHasBody { try requireType(acceptsMergePatch) }
    }

    private func requireType(_ acceptsMergePatch: Bool) throws {
        guard isSupported(http.headers[.contentType], acceptsMergePatch) else {
            let types = acceptsMergePatch ? "application/json or application/merge-patch+json" : "application/json"
            throw Problem(.unsupportedMediaType, "Send the body as \(types).")
        }
    }

    private func isSupported(_ type: String?, _ acceptsMergePatch: Bool) -> Bool {
        guard let type else { return false }
        // A charset means nothing for JSON (RFC 8259 §11): what is no UTF-8 is found when it is read. Only where one says that the bytes
        // cannot be UTF-8, whatever they look like, it is believed.
        guard !type.contains(";") || !type.namesWideCharset else { return false }
        return type.isMediaType("application/json") || (acceptsMergePatch && type.isMediaType("application/merge-patch+json"))
    }

    /// A body is taken as it is, never in a coding such as gzip (RFC 9110 §8.4).
    ///
    /// - Throws: `Problem` of 415.
    func requireIdentityCoding() throws {
        for field in http.headers where field.name == .contentEncoding {
            guard field.value.listMembers.allSatisfy({ $0.isCaseInsensitively("identity") }) else {
                throw Problem(
                    .unsupportedMediaType, "Send the body as it is, without a content coding such as gzip.",
                    acceptedCodings: "identity")
            }
        }
    }
}

extension String {
    /// Whether this value of `Content-Type` has a charset of 16 or 32 bits in it. Without a regular expression: Swift compiles one with each use,
    /// which took a fifth of what a PATCH took here.
    fileprivate var namesWideCharset: Bool {
        let text = lowercased().replacing("\"", with: "").replacing("utf-", with: "utf")
        return text.contains("charset=utf16") || text.contains("charset=utf32")
    }
}

extension Request {
    /// Whether the head says that a body comes, or somebody waits to send one.
    fileprivate var saysItHasBody: Bool {
        headers[.contentLength].map { $0 != "0" } ?? headers.contains(.expect)
    }

    fileprivate var saysItIsTooLarge: Bool {
        headers[.contentLength].flatMap { Int($0) }.map { $0 > CollectedBody.maximum } ?? false
    }
}
