import ConditionalRequests
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdCore
import JobtagAPI
import JobtagCore

/// One request on its way through an operation.
struct Call: Sendable {
    let request: Request
    let context: JobtagContext
    /// Who asks; nil only where anyone may.
    let principal: Staff?
    let conditions: Preconditions
    /// The body, where it had to be read before the operation.
    let collected: CollectedBody?
    let repeatable: RepeatableRequest?

    init(
        request: Request, context: JobtagContext, principal: Staff?, collected: CollectedBody? = nil,
        repeatable: RepeatableRequest? = nil
    ) {
        (self.request, self.context, self.principal) = (request, context, principal)
        (self.collected, self.repeatable) = (collected, repeatable)
        conditions = Preconditions(request.headers)
    }

    /// Who asks, in an operation that nobody reaches without having signed in.
    var actor: Staff {
        guard let principal else { preconditionFailure("an operation for anyone asked who it is") }
        return principal
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

    var path: String { request.uri.path }

    /// The query's parameters in their order.
    ///
    /// - Throws: `JobError.invalid` where one is not percent-encoded UTF-8, or has control characters.
    func query() throws -> [(name: String, value: String)] {
        guard let query = request.uri.query else { return [] }
        return try query.split(separator: "&").map { pair in
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let texts = parts.map { $0.replacing("+", with: " ").removingPercentEncoding }
            guard let name = texts[0], let value = texts.count > 1 ? texts[1] : "" else {
                throw JobError.invalid(String(parts[0].prefix(50)), "This is not percent-encoded UTF-8.")
            }
            guard value.unicodeScalars.allSatisfy({ $0.properties.generalCategory != .control }) else {
                throw JobError.invalid(String(name.prefix(50)), "This must not have control characters.")
            }
            return (name, value)
        }
    }
}
