import HTTPTypes
import Hummingbird
import HummingbirdCore
import JobtagAPI
import JobtagCore

/// One entry of the server's table: a method on a path, who may use it, and what it does.
struct Operation: Sendable {
    /// Who may use an operation.
    enum Access: Sendable {
        case anyone
        /// Everybody who is signed in.
        case staff
        /// Those who run the jobs: office and admin.
        case office
        case admin

        func admits(_ role: Role) -> Bool {
            switch self {
            case .anyone, .staff: true
            case .office: role != .workshop
            case .admin: role == .admin
            }
        }

        /// - Throws: `Problem` of 403.
        func require(_ role: Role) throws {
            guard admits(role) else { throw Problem(.forbidden, "Your role, \(role.rawValue), may not do this.") }
        }
    }

    let method: HTTPRequest.Method
    /// With parameters in braces; with and without a slash at the end it is the same.
    let path: String
    /// The operationId of the schema.
    let name: String
    let access: Access
    /// What it takes in the query; nil where the query is passed over. One thing is the same thing whatever is asked about it, but a
    /// list, or a change, may be another than was meant.
    let parameters: [Parameter]?
    let handle: @Sendable (OperationRequest) async throws -> Response

    init(
        _ method: HTTPRequest.Method, _ path: String, _ name: String, _ access: Access, taking parameters: [Parameter]? = nil,
        _ handle: @escaping @Sendable (OperationRequest) async throws -> Response
    ) {
        (self.method, self.path, self.name, self.access, self.handle) = (method, path, name, access, handle)
        // A change takes what it needs in its body.
        self.parameters = parameters ?? (method != .get && path.hasPrefix("/api/") ? [] : nil)
    }

    /// The parameters of a request, as far as it has any.
    ///
    /// - Throws: `JobError.invalid` for what is no parameter here.
    func parameters(of request: Request) throws(JobError) -> [(name: String, value: String)] {
        guard let parameters, let query = request.uri.query else { return [] }
        return try QueryReader(parameters: parameters).read(query)
    }
}
