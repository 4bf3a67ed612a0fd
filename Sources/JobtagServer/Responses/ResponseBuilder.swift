import ConditionalRequests
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdCore
import JobtagAPI
import JobtagCore
import NIOCore

extension HTTPField.Name {
    static let contentLocationName = HTTPField.Name("Content-Location")!
    static let requestID = HTTPField.Name("X-Request-Id")!
}

/// Creates the server's responses.
enum ResponseBuilder {
    static let json = "application/json; charset=utf-8"
    static let vary = "Authorization, Cookie"

    /// JSON with the tag of its version.
    static func json(
        _ bytes: [UInt8], _ tag: String?, status: HTTPResponse.Status = .ok, location: String? = nil,
        contentLocation: String? = nil
    ) -> BufferedResponse {
        json(ByteBuffer(bytes: bytes), tag, status: status, location: location, contentLocation: contentLocation)
    }

    static func json(
        _ body: ByteBuffer, _ tag: String?, status: HTTPResponse.Status = .ok, location: String? = nil,
        contentLocation: String? = nil
    ) -> BufferedResponse {
        var headers = validated(tag)
        headers.append(isJSON)
        if let location { headers[.location] = location }
        if let contentLocation { headers[.contentLocationName] = contentLocation }
        return BufferedResponse(status: status, headers: headers, body: body)
    }

    static func json(
        _ tag: String? = nil, status: HTTPResponse.Status = .ok, location: String? = nil, contentLocation: String? = nil,
        _ write: (inout JSONWriter) throws -> Void
    ) rethrows -> BufferedResponse {
        var text = JSONWriter()
        try write(&text)
        return json(text.bytes, tag, status: status, location: location, contentLocation: contentLocation)
    }

    /// A 304 with the header fields required by RFC 9110 §15.4.5.
    static func notModified(_ tag: String) -> Response {
        Response(status: .notModified, headers: validated(tag), body: .init())
    }

    private static func validated(_ tag: String?) -> HTTPFields {
        var headers = HTTPFields()
        headers.reserveCapacity(8)
        // Appended, not set by name: this is on every response, and the name is not present yet.
        if let tag { headers.append(HTTPField(name: .eTag, value: tag)) }
        headers.append(mustRevalidate)
        headers.append(variesBySignIn)
        return headers
    }

    private static let mustRevalidate = HTTPField(name: .cacheControl, value: "private, no-cache")
    private static let variesBySignIn = HTTPField(name: .vary, value: vary)
    private static let isJSON = HTTPField(name: .contentType, value: json)

    static func problem(_ problem: Problem, instance: String, base: BasePath) -> Response {
        var headers = HTTPFields()
        headers[.contentType] = "application/problem+json"
        headers[.cacheControl] = "no-store"
        headers[.vary] = vary
        if let seconds = problem.retryAfter { headers[.retryAfter] = String(seconds) }
        if let codings = problem.acceptedCodings { headers[.acceptEncoding] = codings }
        if problem.type == .unauthenticated {
            headers[.wwwAuthenticate] = "Bearer realm=\"jobtag\"" + (problem.tokenError.map { ", error=\"\($0)\"" } ?? "")
        }
        return Response(
            status: .init(code: problem.type.status), headers: headers,
            body: .init(byteBuffer: ByteBuffer(bytes: problem.json(instance: instance, base: base.description))))
    }

    /// A problem in the format for the client: browsers get a page, programs and the API JSON.
    static func problem(_ problem: Problem, to request: Request, base: BasePath) -> Response {
        guard !request.isOfInterface else { return Self.problem(problem, instance: request.uri.path, base: base) }
        var response =
            request.headers.prefersHTML
            ? html(PageLayout(base: base).problem(problem), status: .init(code: problem.type.status))
            : Self.problem(problem, instance: request.uri.path, base: base)
        response.headers[.vary] = "Accept, \(vary)"
        if let seconds = problem.retryAfter { response.headers[.retryAfter] = String(seconds) }
        if let codings = problem.acceptedCodings { response.headers[.acceptEncoding] = codings }
        return response
    }

    /// An HTML page without scripts, which loads nothing from other origins.
    static func html(_ html: String, status: HTTPResponse.Status = .ok) -> Response {
        var headers = HTTPFields()
        headers[.contentType] = "text/html; charset=utf-8"
        headers[.cacheControl] = "no-store"
        headers[.contentSecurityPolicy] =
            "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
        headers[.referrerPolicyName] = "no-referrer"
        return Response(status: status, headers: headers, body: .init(byteBuffer: ByteBuffer(string: html)))
    }
}

extension HTTPField.Name {
    static let referrerPolicyName = HTTPField.Name("Referrer-Policy")!
}

extension HTTPFields {
    /// Whether the client lists HTML, as a browser does when navigating, and prefers it to JSON (RFC 9110 §12.5.1).
    var prefersHTML: Bool {
        var (html, json) = (0.0, 0.0)
        for range in self[values: .accept].joined(separator: ",").lowercased().split(separator: ",") {
            let parts = range.split(separator: ";").map { $0.filter { $0 != " " } }
            let weight = parts.dropFirst().first { $0.hasPrefix("q=") }.map { Double($0.dropFirst(2)) ?? 0 } ?? 1
            switch parts.first {
            case "text/html"?: html = weight
            case let name? where name.hasSuffix("json"): json = Swift.max(json, weight)
            default: break
            }
        }
        return html > json
    }
}
