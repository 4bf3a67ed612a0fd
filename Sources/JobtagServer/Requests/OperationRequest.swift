import ConditionalRequests
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdCore
import JobtagAPI
import JobtagCore

/// One request on its way through an operation.
struct OperationRequest: Sendable {
    let http: Request
    let context: JobtagContext
    /// Who asks, and by what that is known; nil only where anyone may.
    let session: Authenticator.Session?
    /// Who may.
    let access: Operation.Access
    let conditions: Preconditions
    /// The body, where it had to be read before the operation.
    let collected: CollectedBody?
    let idempotency: IdempotentRequest?
    /// The query's parameters in their order; those for one value at most once, and none that is empty.
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

    /// Who asks, as last read, in an operation that nobody reaches without having signed in.
    var actor: Staff {
        guard let staff = context.state.staff else { preconditionFailure("an operation for anyone asked who it is") }
        return staff
    }

    /// A change that first judges the role of who asks, which may be another than before the body came.
    func requiringRole<Result>(
        _ change: @escaping @Sendable (any WriteSession) throws -> Result
    ) -> @Sendable (any WriteSession) throws -> Result {
        { session in
            try access.require(actor.role)
            return try change(session)
        }
    }

    /// The path's parameter of that name as an id.
    ///
    /// - Throws: `JobError.notFound`: nothing has an id that is none.
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

    /// The value of a parameter that takes one.
    func parameter(_ name: String) -> String? { parameters.first { $0.name == name }?.value }
}
