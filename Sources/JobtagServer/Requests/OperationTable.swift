import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdCore
import JobtagAPI
import JobtagCore

/// All operations as routes. Methods that a path does not support get a 405 with the supported ones.
struct OperationTable: Sendable {
    let operations: [Operation]
    let services: AppServices
    let page: StaticFiles
    let authenticator: Authenticator

    init(operations: [Operation], services: AppServices, page: StaticFiles) {
        (self.operations, self.services, self.page) = (operations, services, page)
        authenticator = services.authenticator
    }

    static let methods: [HTTPRequest.Method] = [.get, .head, .post, .put, .patch, .delete, .options, .trace, .connect]

    /// The methods supported on any path.
    static let everyMethod = "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS"

    /// The media types that every PATCH accepts.
    static let patchTypes = "application/json, application/merge-patch+json"

    func register(on router: Router<JobtagContext>) {
        let paths = Dictionary(grouping: operations, by: \.path)
        for (path, operations) in paths {
            var allowed = operations.map(\.method)
            if allowed.contains(.get) { allowed.append(.head) }
            let allow = (allowed + [.options]).map(\.rawValue).joined(separator: ", ")
            for method in Self.methods {
                let served = method == .head ? HTTPRequest.Method.get : method
                if let operation = operations.first(where: { $0.method == served }) {
                    router.on(RouterPath(path), method: method) { request, context in
                        try await services.store.limitingWaits { try await run(operation, request, context) }
                    }
                } else {
                    let isOpen = operations.allSatisfy { $0.access == .anyone }
                    router.on(RouterPath(path), method: method) { request, context in
                        try await refuse(request, context, allow: allow, isOpen: isOpen)
                    }
                }
            }
        }
        router.addMiddleware { UnknownPath(authenticator: authenticator, page: page, base: services.base) }
    }

    private func run(_ operation: Operation, _ request: Request, _ context: JobtagContext) async throws -> Response {
        context.state.operation = operation.name
        guard operation.access != .anyone else {
            let parameters = try operation.parameters(of: request)
            return try await operation.handle(
                OperationRequest(http: request, context: context, session: nil, parameters: parameters))
        }
        let hasKey = operation.method != .get && request.headers.contains(.idempotencyKey)
        let session = try await authenticator.identify(
            request, context, key: hasKey ? request.headers[.idempotencyKey] : nil,
            job: operation.needsJobVersion ? context.parameters.get("id").flatMap(UUID.init(text:)) : nil)
        let principal = session.staff
        context.state.staff = principal
        var collected: CollectedBody?
        var idempotency: IdempotentRequest?
        if hasKey {
            let body = try await CollectedBody(request, of: context)
            collected = body
            if case .whole(let buffer) = body {
                idempotency = try IdempotentRequest(request, of: principal.id, body: buffer, secret: services.secret)
            }
            // Before all other checks: a change that was made stays made, whatever has happened to the job, the tag or the role.
            // It was looked up before the body was read. A change made since then is found when this one is about to be made.
            if let earlier = try idempotency?.replay(session.found.storedResponse) { return earlier.response }
        }
        try operation.access.require(principal.role)
        // A key that could not be looked up must not be ignored.
        if case .tooLarge? = collected { throw Problem(.tooLarge, "The request body can be at most 1 MiB.") }
        let parameters = try operation.parameters(of: request)
        return try await operation.handle(
            OperationRequest(
                http: request, context: context, session: session, access: operation.access, parameters: parameters,
                collected: collected, idempotency: idempotency))
    }

    private func refuse(
        _ request: Request, _ context: JobtagContext, allow: String, isOpen: Bool
    ) async throws -> Response {
        if request.method == .options {
            var response = Response(status: .noContent, headers: [.allow: allow])
            if allow.contains("PATCH") { response.headers[.acceptPatch] = Self.patchTypes }
            return response
        }
        if !isOpen { _ = try await authenticator.identify(request, context) }
        var response = ResponseBuilder.problem(
            Problem(.methodNotAllowed, "This URL does not support \(request.method.rawValue). Supported methods: \(allow)."),
            instance: request.uri.path, base: services.base)
        response.headers[.allow] = allow
        return response
    }
}

/// Requests without an operation: the files of the page, and unknown paths. Under `/api/`, requests without a session get a 401
/// before learning whether the path exists.
private struct UnknownPath: RouterMiddleware {
    typealias Context = JobtagContext

    let authenticator: Authenticator
    let page: StaticFiles
    let base: BasePath

    func handle(
        _ request: Request, context: JobtagContext, next: (Request, JobtagContext) async throws -> Response
    ) async throws -> Response {
        if request.isOfInterface { _ = try await authenticator.identify(request, context) }
        // The whole server (RFC 9110 §9.3.7).
        if request.method == .options, request.head.path == "*" {
            return Response(status: .ok, headers: [.allow: OperationTable.everyMethod])
        }
        if request.method == .get || request.method == .head,
            let file = page.file(String(Substring(request.uri.path.utf8.dropFirst())))
        {
            return try page.answer(file, to: request)
        }
        return try await next(request, context)
    }
}

extension Authenticator {
    /// The signed-in person. For an invalid token the 401 says so; without a token it does not (RFC 6750 §3.1).
    ///
    /// - Throws: `Problem` of 401.
    fileprivate func identify(
        _ request: Request, _ context: JobtagContext, key: String? = nil, job: UUID? = nil
    ) async throws -> Session {
        do {
            return try await authenticate(request, context, key: key, job: job)
        } catch var problem as Problem where problem.type == .unauthenticated {
            problem.tokenError =
                switch Self.bearer(request.headers) {
                case .token: "invalid_token"
                case .unusable: "invalid_request"
                case .absent: nil
                }
            throw problem
        }
    }
}
