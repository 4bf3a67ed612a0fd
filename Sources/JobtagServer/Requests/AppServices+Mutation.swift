import Hummingbird
import HummingbirdCore
import JobtagAPI
import JobtagCore

extension AppServices {
    /// The one way to change anything: in a transaction that also keeps the answer for repeats of the request.
    ///
    /// - Parameter refuse: Throws what the change would throw, for what is known to be refused already. It is asked on a snapshot, so that
    ///   nobody who writes waits for it.
    func mutate(
        _ request: OperationRequest, refusedBy refuse: (@Sendable (any ReadSession) throws -> Void)? = nil,
        _ change: @escaping @Sendable (any WriteSession) throws -> BufferedResponse
    ) async throws -> Response {
        try requireSameSite(request)
        let change = request.requiringRole(change)
        let actor = request.actor
        let now = environment.now()
        let idempotency = request.idempotency
        let tokenHash = signIn.secrets.hash(request.session?.token ?? "")
        let earlierResponse: @Sendable (any ReadSession) throws -> BufferedResponse? = { session in
            // The body may have taken its time: whose sign-in has ended meanwhile changes nothing, and whose role is another has that.
            guard let current = try session.principal(ofTokenHash: tokenHash, now: now), current.id == actor.id
            else { throw Authenticator.isOver }
            request.context.state.staff = current
            // Asked again here: of requests that come at once, the first has just made the change.
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
        return try await store.write { session in
            if let earlier = try earlierResponse(session) { return earlier }
            let rowsWritten = session.rowsWritten
            let response = try change(session)
            try idempotency?.store(response, isOfChange: session.rowsWritten != rowsWritten, session, now: now)
            return response
        }.response
    }
}
