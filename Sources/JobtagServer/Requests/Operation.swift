import HTTPTypes
import Hummingbird
import HummingbirdCore
import JobtagAPI
import JobtagCore

/// One entry of the server's table: a method on a path, the required access, and the action.
struct Operation: Sendable {
    /// The access that an operation requires.
    enum Access: Sendable {
        case anyone
        /// Everyone who is signed in.
        case staff
        /// Office and admin.
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
            guard admits(role) else { throw Problem(.forbidden, "Your role (\(role.rawValue)) is not allowed to do this.") }
        }
    }

    let method: HTTPRequest.Method
    /// With parameters in braces; a trailing slash is optional.
    let path: String
    /// The operationId in the schema.
    let name: String
    let access: Access
    /// The query parameters; nil if the query is ignored. A single record is the same with any parameters, but a
    /// list or a change might not be what was intended.
    let parameters: [Parameter]?
    /// Whether the response depends on the version of the job in the path: so do a job's parts, whose tag is that of the job.
    let needsJobVersion: Bool
    let handle: @Sendable (OperationRequest) async throws -> Response

    init(
        _ method: HTTPRequest.Method, _ path: String, _ name: String, _ access: Access, taking parameters: [Parameter]? = nil,
        _ handle: @escaping @Sendable (OperationRequest) async throws -> Response
    ) {
        (self.method, self.path, self.name, self.access, self.handle) = (method, path, name, access, handle)
        needsJobVersion = method == .get && path.hasPrefix("/api/jobs/{id}")
        // A change has its input in the body.
        self.parameters = parameters ?? (method != .get && path.hasPrefix("/api/") ? [] : nil)
    }

    /// The query parameters of a request.
    ///
    /// - Throws: `JobError.invalid` for unknown parameters.
    func parameters(of request: Request) throws(JobError) -> [(name: String, value: String)] {
        guard let parameters, let query = request.uri.query else { return [] }
        return try QueryReader(parameters: parameters).read(query)
    }
}
