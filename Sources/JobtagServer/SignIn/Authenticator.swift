import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdCore
import JobtagAPI
import JobtagCore

/// Who a request is from: by its bearer token (RFC 6750), or by the cookie that signing in sets.
struct Authenticator: Sendable {
    let signIn: SignInService
    static let cookieName = "jobtag_session"

    /// - Throws: `Problem` of 401.
    func authenticate(_ request: Request) async throws -> Staff {
        guard let token = Self.token(request) else {
            throw Problem(.unauthenticated, "Sign in first: this needs a token or a session cookie.")
        }
        guard let staff = try await signIn.holder(of: token) else {
            throw Problem(.unauthenticated, "This sign-in is not valid any more. Sign in again.")
        }
        return staff
    }

    static func token(_ request: Request) -> String? {
        // Not by the name, which would join all of that name into a new text. There can be but one.
        var authorizations = request.headers.lazy.filter { $0.name == .authorization }.makeIterator()
        if let authorization = authorizations.next()?.value {
            guard authorizations.next() == nil else { return nil }
            // The scheme in either case, then spaces (RFC 9110 §11.4). Byte by byte: this is read with every request.
            let octets = authorization.utf8
            guard octets.count > 7, zip(octets, "bearer ".utf8).allSatisfy({ $0 | 0x20 == $1 }) else { return nil }
            return String(octets.dropFirst(7).drop { $0 == 0x20 })
        }
        for field in request.headers[values: .cookie] {
            for pair in field.split(separator: ";") {
                let parts = pair.split(separator: "=", maxSplits: 1)
                if parts.count == 2, parts[0].trimmingCharacters(in: .whitespaces) == cookieName {
                    return parts[1].trimmingCharacters(in: .whitespaces)
                }
            }
        }
        return nil
    }

    /// - Parameter token: nil to end the cookie.
    static func cookie(_ token: String?, isSecure: Bool) -> String {
        let value = token.map { "\($0); Max-Age=\(SignInService.secondsValid)" } ?? "; Max-Age=0"
        return "\(cookieName)=\(value); Path=/; HttpOnly; SameSite=Lax" + (isSecure ? "; Secure" : "")
    }
}
