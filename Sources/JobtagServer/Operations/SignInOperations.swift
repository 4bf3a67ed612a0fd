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
                ["email", "password"].filter { body.members[$0]?.text == nil }.map { FieldError($0, "This is needed.") })
        }
        let unknown = body.members.keys.filter { $0 != "email" && $0 != "password" }.sorted()
        guard unknown.isEmpty else {
            throw JobError.invalid(
                unknown.prefix(100).map { FieldError($0.beginning(scalars: 100), "There is no such field.") })
        }

        let (origin, address) = (call.context.remoteAddress?.ipAddress ?? "", SignInService.normalized(email: email))
        let now = workshop.environment.now()
        if let seconds = workshop.throttle.admit(email: address, origin: origin, now: now) {
            throw Problem(
                .tooManyRequests, "There were too many failed attempts to sign in. Try again in \(seconds) seconds.",
                retryAfter: seconds)
        }
        let found: SignInService.SignIn?
        do {
            found = password.utf8.count <= 200 ? try await workshop.signIn.signIn(email: email, password: password) : nil
        } catch {
            workshop.throttle.withdraw(email: address, origin: origin)
            throw error
        }
        guard let signIn = found else {
            throw Problem(.unauthenticated, "The e-mail address or the password is not right.")
        }
        workshop.throttle.recordSuccess(email: address, origin: origin)
        var answer = Reply.json { json in
            json.object { json in
                json.member("token", signIn.token)
                json.member("expires_at", signIn.expiresAt.description)
                json.key("staff")
                json.staff(signIn.staff)
            }
        }
        answer.headers[.cacheControl] = "no-store"
        answer.headers[.setCookie] = SessionCookie.setting(
            workshop.authenticator.cookieName, to: signIn.token, isSecure: workshop.isSecure)
        return answer.response
    }

    @Sendable private func logout(_ call: Call) async throws -> Response {
        try await call.requireNoBody()
        defer { workshop.signInChanges.record() }
        var response = Response(status: .noContent)
        for name in try await workshop.authenticator.signOut(call.request).sorted() {
            let line = SessionCookie.setting(name, to: nil, isSecure: workshop.isSecure)
            response.headers.append(HTTPField(name: .setCookie, value: line))
        }
        return response
    }
}
