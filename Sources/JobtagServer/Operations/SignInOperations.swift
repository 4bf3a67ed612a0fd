import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdCore
import JobtagAPI
import JobtagCore

/// Signing in and out.
struct SignInOperations: Sendable {
    let services: AppServices

    var all: [Operation] {
        [
            Operation(.post, "/api/auth/login", "login", .anyone, login),
            Operation(.post, "/api/auth/logout", "logout", .staff, logout),
            Operation(.get, "/api/auth/me", "getMe", .staff) { request in try services.show(request, request.actor) },
        ]
    }

    @Sendable private func login(_ request: OperationRequest) async throws -> Response {
        let body = try await request.body().get()
        guard let email = body.members["email"]?.text, let password = body.members["password"]?.text else {
            throw JobError.invalid(
                ["email", "password"].filter { body.members[$0]?.text == nil }.map { FieldError($0, "This field is required.") })
        }
        let unknown = body.members.keys.filter { $0 != "email" && $0 != "password" }.sorted()
        guard unknown.isEmpty else {
            throw JobError.invalid(
                unknown.prefix(100).map { FieldError($0.beginning(scalars: 100), "This field does not exist.") })
        }

        let origin = services.trust.origin(of: request.http, request.context)
        let prefix = services.authenticator.prefix(request.http, request.context)
        let cookieName = prefix + services.deviceCookieName
        let device = DeviceCookie(in: request.http.headers, named: cookieName) ?? DeviceCookie()
        let account = SignInService.normalized(email: email)
        let isKnown = device.knows(account, secret: services.secret)
        let attempt = SignInQueue.Attempt(
            key: .init(account: account, origin: isKnown ? device.origin : origin.place), place: origin.place,
            isFromKnownDevice: isKnown)
        let queue = services.signInQueue
        try queue.checkWait(attempt)
        // Too long for any password: no one else's check should wait for it.
        let isPossible = password.utf8.count <= StaffEdit.maximumPasswordBytes
        let found =
            try await isPossible
            ? queue.inTurn(attempt) {
                // Other attempts for the same account may have failed during the wait.
                try queue.checkWait(attempt)
                return try await services.signIn.signIn(email: email, password: password)
            } : nil
        guard let signIn = found else {
            queue.recordFailure(attempt)
            services.store.broadcast(
                .signInFailure(account: attempt.key.account, origin: attempt.key.origin, place: attempt.place))
            throw Problem(.unauthenticated, "The e-mail address or password is incorrect.")
        }
        queue.recordSuccess(attempt)
        services.store.broadcast(.signInSuccess(account: attempt.key.account, origin: attempt.key.origin))
        var answer = ResponseBuilder.json { json in
            json.object { json in
                json.member("token", signIn.token)
                json.member("expires_at", signIn.expiresAt.description)
                json.key("staff")
                json.staff(signIn.staff)
            }
        }
        answer.headers[.cacheControl] = "no-store"
        let session = SessionCookie.setting(
            services.authenticator.cookieName, to: signIn.token, prefix: prefix, path: services.base.cookiePath)
        let known = device.adding(account, secret: services.secret)
            .setting(cookieName, path: services.base.cookiePath)
        for cookie in [session, known] { answer.headers.append(HTTPField(name: .setCookie, value: cookie)) }
        return answer.response
    }

    @Sendable private func logout(_ request: OperationRequest) async throws -> Response {
        try await request.requireNoBody()
        try services.requireSameSite(request)
        defer { services.sessionsChanged() }
        let prefix = services.authenticator.prefix(request.http, request.context)
        var response = Response(status: .noContent)
        for name in try await services.authenticator.signOut(request.http, request.context).sorted() {
            let line = SessionCookie.setting(name, to: nil, prefix: prefix, path: services.base.cookiePath)
            response.headers.append(HTTPField(name: .setCookie, value: line))
        }
        return response
    }
}
