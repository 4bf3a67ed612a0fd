import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdCore
import JobtagAPI
import JobtagCore
import NIOCore

/// The stream of changes, as Server-Sent Events.
struct StreamOperations: Sendable {
    let services: AppServices

    var all: [Operation] {
        [Operation(.get, "/api/changes/stream", "streamChanges", .staff, taking: [Parameter("job")], stream)]
    }

    /// The number of changes read from the store at once for a returning subscriber.
    private static let pageOfBacklog = 256
    private static let bytesOfOneWrite = 64 << 10

    @Sendable private func stream(_ request: OperationRequest) async throws -> Response {
        let job = try request.parameter("job").map { text in
            guard let id = UUID(text: text) else { throw JobError.invalid("job", "This must be a UUID.") }
            return id
        }
        // A resuming subscriber also gets the job's deletion and restoration.
        if let job { try await services.requireJob(job, isDeleted: (try? lastEventID(request)) != nil) }
        let resume = try lastEventID(request)
        let subscriber = StreamSubscriber(job: job, person: request.actor.person, channel: request.context.channel)
        // HEAD returns only the header fields, and opens nothing.
        guard request.http.method == .get else { return answer(.init()) }
        guard services.hub.hasRoom else {
            throw Problem(.busy, "Too many change streams are open. Try again later.", retryAfter: 30)
        }
        return answer(
            ResponseBody { writer in
                if services.hub.open(subscriber) {
                    defer { services.hub.close(subscriber) }
                    try await writer.write(ByteBuffer(string: "retry: 2000\n\n"))
                    try await send(subscriber, after: resume, request, &writer)
                }
                try await writer.finish(nil)
                subscriber.finished()
            })
    }

    private func answer(_ body: ResponseBody) -> Response {
        var headers = HTTPFields()
        headers[.contentType] = "text/event-stream; charset=utf-8"
        headers[.cacheControl] = "no-store"
        headers[.vary] = ResponseBuilder.vary
        // nginx must forward each event immediately.
        headers[HTTPField.Name("X-Accel-Buffering")!] = "no"
        return Response(status: .ok, headers: headers, body: body)
    }

    /// Few large writes instead of many small ones, but not so large that a slow subscriber holds much memory.
    private func write(_ events: [StreamEvent], to writer: inout any ResponseBodyWriter) async throws {
        var rest = events[...]
        while var text = rest.popFirst()?.text {
            while let next = rest.first, text.readableBytes + next.text.readableBytes <= Self.bytesOfOneWrite {
                text.writeImmutableBuffer(next.text)
                rest.removeFirst()
            }
            try await writer.write(text)
        }
    }

    private func lastEventID(_ request: OperationRequest) throws -> StreamEventID? {
        guard let text = request.http.headers[.lastEventID], !text.isEmpty else { return nil }
        guard let id = StreamEventID(text: text) else {
            throw JobError.invalid("Last-Event-ID", "This must be the id of an event from this stream.")
        }
        return id
    }

    /// First the missed events, from the store; then the new ones. The subscription starts before the store is read, so
    /// nothing is missed, and duplicates are dropped.
    private func send(
        _ subscriber: StreamSubscriber, after resume: StreamEventID?, _ request: OperationRequest,
        _ writer: inout any ResponseBodyWriter
    ) async throws {
        let generation = services.store.generation
        let latest = StreamEventID(position: try await services.store.latestPosition(), generation: generation)
        // An id of another generation comes from a replaced database: everything must be loaded again.
        let known = resume.flatMap { $0.generation == latest.generation && $0.position <= latest.position ? $0 : nil }
        var sent = (known ?? latest).position
        if known == nil {
            // A block without data only sets the position, in case the connection is lost before the first event.
            try await writer.write(ByteBuffer(string: "id: \(latest.text)\n\n"))
        } else {
            while true {
                let missed = try await services.store.changes(after: sent, job: subscriber.job, limit: Self.pageOfBacklog)
                try await write(missed.map { StreamEvent($0, generation: generation) }, to: &writer)
                sent = missed.last?.position ?? sent
                if missed.count < Self.pageOfBacklog { break }
            }
        }
        var seen = services.signInChanges.count
        while let events = await subscriber.next() {
            // After signing out or losing access, a person gets no more events.
            let changes = services.signInChanges.count
            if changes != seen || events.contains(where: \.isHeartbeat) {
                seen = changes
                guard try await isSignedIn(request) else { return }
            }
            let news = events.filter { event in event.position.map { $0 > sent } ?? true }
            try await write(news, to: &writer)
            sent = news.last { $0.position != nil }?.position ?? sent
        }
    }
}

extension StreamOperations {
    /// - Returns: Whether the person may see what comes; true as long as nobody can tell, since nothing comes then.
    private func isSignedIn(_ request: OperationRequest) async throws -> Bool {
        do {
            return try await services.authenticator.authenticate(request.http, request.context).staff.id == request.actor.id
        } catch is Problem {
            return false
        } catch is StoreUnavailable, is StoreBusy {
            return true
        }
    }
}

extension HTTPField.Name {
    static let lastEventID = HTTPField.Name("Last-Event-ID")!
}
