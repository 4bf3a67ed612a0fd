import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdCore
import JobtagAPI
import JobtagCore

/// Signing in and out.
struct SignInOperations: Sendable {
    let workshop: Workshop

    var all: [Operation] {
        [
            Operation(.post, "/api/auth/login", "login", .anyone, login),
            Operation(.post, "/api/auth/logout", "logout", .staff, logout),
            Operation(.get, "/api/auth/me", "getMe", .staff) { call in try workshop.show(call, call.actor) },
        ]
    }

    @Sendable private func login(_ call: Call) async throws -> Response {
        let body = try await call.body().get()
        guard let email = body.members["email"]?.text, let password = body.members["password"]?.text else {
            throw JobError.invalid(
                ["email", "password"].filter { body.members[$0]?.text == nil }.map { FieldError($0, "This field is required.") })
        }
        let unknown = body.members.keys.filter { $0 != "email" && $0 != "password" }.sorted()
        guard unknown.isEmpty else {
            throw JobError.invalid(
                unknown.prefix(100).map { FieldError($0.beginning(scalars: 100), "This field does not exist.") })
        }

        let origin = workshop.trust.origin(of: call.request, call.context)
        let prefix = workshop.authenticator.prefix(call.request, call.context)
        let cookieName = prefix + workshop.deviceCookieName
        let device = DeviceCookie(in: call.request.headers, named: cookieName) ?? DeviceCookie()
        let account = SignInService.normalized(email: email)
        let isKnown = device.knows(account, secret: workshop.secret)
        let attempt = SignInQueue.Attempt(
            key: .init(account: account, origin: isKnown ? device.origin : origin.place), place: origin.place,
            isFromKnownDevice: isKnown)
        let queue = workshop.signInQueue
        try queue.checkWait(attempt)
        // Too long for any password: no one else's check should wait for it.
        let isPossible = password.utf8.count <= StaffEdit.maximumPasswordBytes
        let found =
            try await isPossible
            ? queue.inTurn(attempt) {
                // Other attempts for the same account may have failed during the wait.
                try queue.checkWait(attempt)
                return try await workshop.signIn.signIn(email: email, password: password)
            } : nil
        guard let signIn = found else {
            queue.recordFailure(attempt)
            throw Problem(.unauthenticated, "The e-mail address or password is incorrect.")
        }
        queue.recordSuccess(attempt)
        var answer = Reply.json { json in
            json.object { json in
                json.member("token", signIn.token)
                json.member("expires_at", signIn.expiresAt.description)
                json.key("staff")
                json.staff(signIn.staff)
            }
        }
        answer.headers[.cacheControl] = "no-store"
        let session = SessionCookie.setting(
            workshop.authenticator.cookieName, to: signIn.token, prefix: prefix, path: workshop.base.cookiePath)
        let known = device.adding(account, secret: workshop.secret)
            .setting(cookieName, path: workshop.base.cookiePath)
        for cookie in [session, known] { answer.headers.append(HTTPField(name: .setCookie, value: cookie)) }
        return answer.response
    }

    @Sendable private func logout(_ call: Call) async throws -> Response {
        try await call.requireNoBody()
        try workshop.requireSameSite(call)
        defer { workshop.signInChanges.record() }
        let prefix = workshop.authenticator.prefix(call.request, call.context)
        var response = Response(status: .noContent)
        for name in try await workshop.authenticator.signOut(call.request, call.context).sorted() {
            let line = SessionCookie.setting(name, to: nil, prefix: prefix, path: workshop.base.cookiePath)
            response.headers.append(HTTPField(name: .setCookie, value: line))
        }
        return response
    }
}
