import HTTPTypes
import Hummingbird
import HummingbirdCore
import JobtagAPI
import JobtagCore

extension AppServices {
    /// Keeps pages of other origins from changing things with the cookie that the browser adds. `SameSite` leaves a gap: another port of
    /// this host, and a neighbour in its domain, are the same site.
    ///
    /// Browsers say where a request comes from (`Sec-Fetch-Site`, the Fetch Metadata standard) where the page's own connection is
    /// encrypted or local; elsewhere `Origin` tells. It may differ from `Host` behind a proxy that writes another, so it is only asked
    /// where no preflight was: of any other request the browser has asked this server before.
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
        throw JobError.forbidden("This came from a page of another origin, which may not change anything with your sign-in here.")
    }

    /// Whether a browser sends such a request of another origin's page only after asking (the Fetch standard's CORS protocol).
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
