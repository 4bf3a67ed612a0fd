import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdCore
import JobtagAPI
import JobtagCore

/// Finds the person of a request by its bearer token (RFC 6750), or by the session cookie.
struct Authenticator: Sendable {
    let signIn: SignInService
    /// The name of the cookie that this server sets.
    let cookieName: String
    let trust: ProxyTrust
    let base: BasePath

    /// The signed-in person, and the token.
    struct Session: Sendable {
        let staff: Staff
        let token: String
        /// The cookie with the token; nil for a bearer token.
        let cookie: SessionCookie?
        /// What was looked up together with the person.
        let found: RequestLookup.Result
    }

    /// - Parameters:
    ///   - key: The request's `Idempotency-Key`, if its stored response is needed.
    ///   - job: The job whose version is needed.
    /// - Throws: `Problem` of 401.
    func authenticate(
        _ request: Request, _ context: JobtagContext, key: String? = nil, job: UUID? = nil
    ) async throws -> Session {
        func session(_ token: String, _ cookie: SessionCookie?) async throws -> Session? {
            let found = try await signIn.lookUp(token: token, key: key, job: job)
            return found.principal.map { Session(staff: $0, token: token, cookie: cookie, found: found) }
        }
        switch Self.bearer(request.headers) {
        case .token(let token):
            // A valid cookie does not replace an invalid token: a client that sends a token means it.
            if let session = try await session(token, nil) { return session }
            throw Self.isOver
        case .unusable:
            throw Problem(.unauthenticated, "Send one Authorization header with the value Bearer and one token.")
        case .absent:
            let cookies = cookies(of: request, context)
            for cookie in cookies {
                if let session = try await session(cookie.token, cookie) { return session }
            }
            throw cookies.isEmpty
                ? Problem(.unauthenticated, "Sign in first. Send a token or a session cookie.") : Self.isOver
        }
    }

    /// Ends the request's session. With cookies, ends all valid ones: a remaining one would sign in again.
    ///
    /// - Returns: The names of the cookies to delete.
    func signOut(_ request: Request, _ context: JobtagContext) async throws -> Set<String> {
        var names: Set = [cookieName]
        let session = try await authenticate(request, context)
        try await signIn.signOut(token: session.token, of: session.staff.id)
        guard session.cookie != nil else { return names }
        for cookie in cookies(of: request, context) {
            if cookie != session.cookie {
                guard let other = try await signIn.holder(of: cookie.token) else { continue }
                try await signIn.signOut(token: cookie.token, of: other.id)
            }
            names.insert(cookie.name)
        }
        return names
    }

    /// The prefix of this server's cookie names for the request's connection.
    func prefix(_ request: Request, _ context: JobtagContext) -> String {
        SetCookie.prefix(isSecure: trust.isSecure(request, context), path: base.cookiePath)
    }

    private func cookies(of request: Request, _ context: JobtagContext) -> [SessionCookie] {
        guard request.headers.contains(.cookie) else { return [] }
        return SessionCookie.all(in: request.headers, own: cookieName, prefix: prefix(request, context))
    }

    static var isOver: Problem { Problem(.unauthenticated, "Your session is no longer valid. Sign in again.") }

    enum Bearer: Equatable {
        case token(String)
        /// No `Authorization` with this scheme; other schemes, as used by a proxy, do not sign in here.
        case absent
        /// More than one, or one without a token.
        case unusable
    }

    /// By bytes and without looking up fields by name, which would create new strings: this runs with every request.
    static func bearer(_ headers: HTTPFields) -> Bearer {
        var found = Bearer.absent
        for field in headers where field.name == .authorization {
            // The scheme in either case, then spaces (RFC 9110 §11.4).
            let octets = field.value.utf8
            let scheme = octets.prefix { $0 != 0x20 && $0 != 0x09 }
            guard scheme.isCaseInsensitively("bearer") else { continue }
            guard found == .absent else { return .unusable }
            let token = octets.dropFirst(6).drop { $0 == 0x20 }
            found = token.isEmpty || token.first == 0x09 ? .unusable : .token(String(Substring(token)))
        }
        return found
    }
}
