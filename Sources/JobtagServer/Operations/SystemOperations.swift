import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdCore
import JobtagAPI
import JobtagCore
import Logging
import NIOCore

/// Endpoints for operators.
struct SystemOperations: Sendable {
    let services: AppServices

    var all: [Operation] {
        [
            Operation(.get, "/healthz", "getHealth", .anyone) { _ in Self.text("ok\n") },
            Operation(.get, "/readyz", "getReadiness", .anyone, readiness),
            Operation(.get, "/metrics", "getMetrics", .anyone) { _ in
                Self.text(services.metrics.text, type: "text/plain; version=0.0.4; charset=utf-8")
            },
        ]
    }

    /// Ready means that the database can be read and written. Migrations run before the server starts to listen.
    @Sendable private func readiness(_ request: OperationRequest) async throws -> Response {
        do {
            try await services.store.checkHealth()
        } catch let error as StoreUnavailable {
            throw error
        } catch {
            request.context.logger.error("not ready", metadata: ["error": "\(error)"])
            throw Problem(.busy, "The database is not responding.", retryAfter: 5)
        }
        return Self.text("ready\n")
    }

    private static func text(_ text: String, type: String = "text/plain; charset=utf-8") -> Response {
        Response(
            status: .ok, headers: [.contentType: type, .cacheControl: "no-store"],
            body: .init(byteBuffer: ByteBuffer(string: text)))
    }
}
