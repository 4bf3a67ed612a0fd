import HTTPTypes
import Hummingbird
import HummingbirdCore
import JobtagAPI
import JobtagCore

extension AppServices {
    /// Prevents pages on other origins from making changes with the browser's cookie. `SameSite` leaves a gap: another port of
    /// this host, or another host in its domain, is the same site.
    ///
    /// Browsers report where a request comes from (`Sec-Fetch-Site`, the Fetch Metadata standard) if the page's own connection is
    /// encrypted or local; otherwise `Origin` does. It may differ from `Host` behind a proxy that rewrites it, so it is checked only
    /// for requests without a preflight: for any other request, the browser has asked this server first.
    ///
    /// - Throws: `JobError.forbidden`.
    func requireSameSite(_ request: OperationRequest) throws {
        guard request.session?.cookie != nil else { return }
        let headers = request.http.headers
        let origin = headers[.origin]
        if let origin, cors.origins.contains(origin) { return }
        if let site = headers[.fetchSite] {
            guard site == "cross-site" || site == "same-site" else { return }
        } else {
            guard let origin, !hadPreflight(request.http) else { return }
            guard origin != trust.origin(of: request.http, request.context).browserOrigin else { return }
        }
        throw JobError.forbidden("This request came from a page on another origin, which cannot make changes with your sign-in.")
    }

    /// Whether a browser sends such a cross-origin request only after a preflight (the Fetch standard's CORS protocol).
    private func hadPreflight(_ request: Request) -> Bool {
        if request.method != .post || request.headers.contains(.ifMatch) || request.headers.contains(.idempotencyKey) {
            return true
        }
        return request.headers[.contentType]?.isMediaType("application/json") == true
    }
}

extension HTTPField.Name {
    static let fetchSite = HTTPField.Name("Sec-Fetch-Site")!
}
