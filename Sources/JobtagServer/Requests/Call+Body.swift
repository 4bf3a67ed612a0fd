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
    /// How long a body may take; a connection on which nothing comes is closed earlier.
    private static let patience = Duration.seconds(60)

    /// One that says it is too large is not waited for.
    ///
    /// - Throws: `HTTPParserError` where the message itself is broken; `JobError.unreadableBody` where it ends too early.
    init(_ request: Request) async throws {
        if let length = request.headers[.contentLength].flatMap({ Int($0) }), length > Self.maximum {
            self = .tooLarge
            return
        }
        var buffer = ByteBuffer()
        let deadline = ContinuousClock.now + Self.patience
        do {
            for try await part in request.body {
                guard ContinuousClock.now < deadline else { throw JobError.unreadableBody("The body took too long to arrive.") }
                guard buffer.readableBytes + part.readableBytes <= Self.maximum else {
                    self = .tooLarge
                    return
                }
                buffer.writeImmutableBuffer(part)
            }
        } catch let error as HTTPParserError {
            throw error
        } catch let error as JobError {
            throw error
        } catch {
            throw JobError.unreadableBody("The body did not arrive whole.")
        }
        self = .whole(buffer)
    }
}

extension Call {
    /// Reads the body. That it is too large or of another type counts only after it is known that what the path names is there;
    /// that it cannot be read counts only after the preconditions, so this is in the result.
    ///
    /// - Parameters:
    ///   - acceptsMergePatch: Whether `application/merge-patch+json` will do (RFC 7396).
    ///   - exists: Throws where what the path names is not there.
    /// - Throws: `Problem` of 413 or 415, or what `exists` throws.
    func body(
        acceptsMergePatch: Bool = false, unless exists: () async throws -> Void = {}
    ) async throws -> Input<BodyMembers> {
        let collected = if let collected { collected } else { try await CollectedBody(request) }
        return try await body(of: collected, acceptsMergePatch: acceptsMergePatch, unless: exists)
    }

    private func body(
        of collected: CollectedBody, acceptsMergePatch: Bool, unless exists: () async throws -> Void
    ) async throws -> Input<BodyMembers> {
        guard case .whole(let buffer) = collected else {
            try await exists()
            throw Problem(.tooLarge, "A body can have at most 1 MiB.")
        }
        guard buffer.readableBytes > 0 else {
            return .failure(.unreadableBody("A body of JSON is needed."))
        }
        do {
            try requireIdentityCoding()
        } catch {
            try await exists()
            throw error
        }
        guard isSupported(request.headers[.contentType], acceptsMergePatch) else {
            try await exists()
            let types = acceptsMergePatch ? "application/json or application/merge-patch+json" : "application/json"
            throw Problem(.unsupportedMediaType, "Send the body as \(types).")
        }
        let json = Array(buffer.readableBytesView)
        return Result { () throws(JobError) in try BodyMembers(json: json) }
    }

    /// Reads the body of an operation that needs none.
    func optionalBody(unless exists: () async throws -> Void) async throws -> Input<BodyMembers> {
        let collected = if let collected { collected } else { try await CollectedBody(request) }
        if case .whole(let buffer) = collected, buffer.readableBytes == 0 { return .success(BodyMembers()) }
        return try await body(of: collected, acceptsMergePatch: false, unless: exists)
    }

    private func isSupported(_ type: String?, _ acceptsMergePatch: Bool) -> Bool {
        guard let type else { return false }
        // A charset means nothing for JSON (RFC 8259 §11): what is no UTF-8 is found when it is read.
        return type.isMediaType("application/json") || (acceptsMergePatch && type.isMediaType("application/merge-patch+json"))
    }

    /// A body is taken as it is, never in a coding such as gzip (RFC 9110 §8.4).
    ///
    /// - Throws: `Problem` of 415.
    func requireIdentityCoding() throws {
        for field in request.headers where field.name == .contentEncoding {
            guard field.value.listMembers.allSatisfy({ $0.isCaseInsensitively("identity") }) else {
                throw Problem(
                    .unsupportedMediaType, "Send the body as it is, without a content coding such as gzip.",
                    acceptedCodings: "identity")
            }
        }
    }
}
