import Foundation
import Hummingbird
import HummingbirdCore
import JobtagAPI
import JobtagCore

extension AppServices {
    /// The only way to make changes: in a transaction that also stores the response for retries of the request.
    ///
    /// - Parameters:
    ///   - job: The job that the change locks first, if it is known.
    ///   - refuse: Throws the error of the change if it is already known to fail. Called on a snapshot, so that
    ///     no writer waits for it.
    func mutate(
        _ request: OperationRequest, of job: UUID? = nil, refusedBy refuse: (@Sendable (any ReadSession) throws -> Void)? = nil,
        _ change: @escaping @Sendable (any WriteSession) throws -> BufferedResponse
    ) async throws -> Response {
        try requireSameSite(request)
        let change = request.requiringRole(change)
        let actor = request.actor
        let now = environment.now()
        let idempotency = request.idempotency
        let tokenHash = signIn.secrets.hash(request.session?.token ?? "")
        let earlierResponse: @Sendable (any ReadSession) throws -> BufferedResponse? = { session in
            // The body may have been slow: a session that has ended changes nothing, and a changed role applies.
            guard let current = try session.principal(ofTokenHash: tokenHash, now: now), current.id == actor.id
            else { throw Authenticator.isOver }
            request.context.state.staff = current
            // Checked again here: among concurrent requests, the first has just made the change.
            return try idempotency?.earlierResponse(session, now: now)
        }
        if let refuse {
            let earlier = try await store.read { session -> BufferedResponse? in
                if let earlier = try earlierResponse(session) { return earlier }
                try request.access.require(request.actor.role)
                try refuse(session)
                return nil
            }
            if let earlier { return earlier.response }
        }
        var expected = ExpectedLookups()
        (expected.now, expected.actor, expected.tokenHash, expected.job) = (now, actor.id, tokenHash, job)
        expected.key = idempotency.map { ($0.key, $0.person) }
        return try await store.write(expecting: expected) { session in
            try session.lockActor(actor.id)
            if let earlier = try earlierResponse(session) { return earlier }
            guard let idempotency else { return try change(session) }
            let log = try session.responseLog(of: idempotency.person)
            let rowsWritten = session.rowsWritten
            let response = try change(session)
            try idempotency.store(response, isOfChange: session.rowsWritten != rowsWritten, in: log, session, now: now)
            return response
        }.response
    }
}
