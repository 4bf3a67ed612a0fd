import ConditionalRequests
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdCore
import JobtagAPI
import JobtagCore

/// One request to an operation.
struct OperationRequest: Sendable {
    let http: Request
    let context: JobtagContext
    /// The signed-in person and session; nil only for operations open to anyone.
    let session: Authenticator.Session?
    /// The version of the job in the path when the request began, if the operation needs it and the job exists.
    var jobVersion: Version? { session?.found.jobVersion }
    /// The required access.
    let access: Operation.Access
    let conditions: Preconditions
    /// The body, if it had to be read before the operation.
    let collected: CollectedBody?
    let idempotency: IdempotentRequest?
    /// The query parameters in order; single-value ones at most once, without empty ones.
    let parameters: [(name: String, value: String)]

    init(
        http: Request, context: JobtagContext, session: Authenticator.Session?, access: Operation.Access = .anyone,
        parameters: [(name: String, value: String)] = [], collected: CollectedBody? = nil, idempotency: IdempotentRequest? = nil
    ) {
        (self.http, self.context, self.session, self.parameters) = (http, context, session, parameters)
        self.access = access
        (self.collected, self.idempotency) = (collected, idempotency)
        conditions = Preconditions(http.headers)
    }

    /// The signed-in person, as last read, in an operation that requires a session.
    var actor: Staff {
        guard let staff = context.state.staff else { preconditionFailure("an operation open to anyone has no actor") }
        return staff
    }

    /// A change that first checks the person's role, which may have changed while the body arrived.
    func requiringRole<Result>(
        _ change: @escaping @Sendable (any WriteSession) throws -> Result
    ) -> @Sendable (any WriteSession) throws -> Result {
        { session in
            try access.require(actor.role)
            return try change(session)
        }
    }

    /// The path parameter with that name, as an id.
    ///
    /// - Throws: `JobError.notFound`: no record has an invalid id.
    func id(_ name: String, of what: String) throws -> UUID {
        let text = context.parameters.get(name) ?? ""
        guard let id = UUID(text: text) else {
            throw JobError.notFound(what: "\(what) with the id \(text.beginning(scalars: 100))")
        }
        return id
    }

    var jobID: UUID {
        get throws { try id("id", of: "job") }
    }

    var path: String { http.uri.path }

    /// The value of a single-value parameter.
    func parameter(_ name: String) -> String? { parameters.first { $0.name == name }?.value }
}
