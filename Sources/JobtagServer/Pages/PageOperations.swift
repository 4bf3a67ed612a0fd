import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdCore
import JobtagAPI
import JobtagCore
import JobtagSchema

/// The server's own pages.
struct PageOperations: Sendable {
    let services: AppServices

    var all: [Operation] {
        [
            file("/", "getPage", hasRelativeLinks: true) { $0.file("index.html") },
            file("/api/docs", "getDocumentation", hasRelativeLinks: true) { $0.file("docs/index.html") },
            schema("/api/schema.yml", "getSchemaYAML") { $0.schema($1, base: services.base) },
            schema("/api/schema.json", "getSchemaJSON") { $0.schemaJSON($1, base: services.base) },
            file("/page.css", "getPageStyle") { $0.file("css/page.css") },
            Operation(.get, "/problems/{type}", "getProblemPage", .anyone, problem),
            Operation(.get, "/setup", "getSetupPage", .anyone) { request in
                let secret = FormEncoding.pairs(of: request.http.uri.query ?? "").first { $0.name == "token" }?.value ?? ""
                do {
                    try await services.signIn.checkSetup(secret: secret)
                } catch let error as JobError {
                    let problem = Problem(error, namedTag: nil, url: request.path)
                    return ResponseBuilder.html(setupPage.over(problem.detail), status: .init(code: problem.type.status))
                }
                return ResponseBuilder.html(setupPage.html(secret: secret, error: nil))
            },
            Operation(.post, "/setup", "setUp", .anyone, setUp),
        ] + wayIn
    }

    private var layout: PageLayout { PageLayout(base: services.base) }
    private var setupPage: SetupPage { SetupPage(base: services.base) }

    /// The base path without a trailing slash, where the page's relative links would not work.
    private var wayIn: [Operation] {
        guard !services.base.isEmpty else { return [] }
        return [Operation(.get, services.base.description, "goToPage", .anyone) { Self.redirect($0, to: "/") }]
    }

    /// - Parameter path: Below the base path.
    private static func redirect(_ request: OperationRequest, to path: String) -> Response {
        let query = request.http.uri.query.map { "?" + $0 } ?? ""
        return Response(status: .permanentRedirect, headers: [.location: path + query, .cacheControl: "no-cache"], body: .init())
    }

    @Sendable private func problem(_ request: OperationRequest) async throws -> Response {
        guard let type = ProblemType(rawValue: request.context.parameters.get("type") ?? "") else {
            throw JobError.notFound(what: "problem type with this name")
        }
        return ResponseBuilder.html(
            layout.page(
                title: type.title,
                "<p class=\"muted\">Status \(type.status)</p>\n<p>\(PageLayout.escape(type.explanation))</p>\n\(layout.wayOn)"))
    }

    @Sendable private func setUp(_ request: OperationRequest) async throws -> Response {
        let form = try await SetupPage.form(request)
        func value(_ name: String) -> String { form[name] ?? "" }
        do {
            _ = try await services.signIn.setUp(
                secret: value("token"), name: value("name"), email: value("email"), password: value("password"))
        } catch let error as JobError {
            let problem = Problem(error, namedTag: nil, url: request.path)
            let html = setupPage.html(secret: value("token"), error: problem.detail, name: value("name"), email: value("email"))
            return ResponseBuilder.html(html, status: .init(code: problem.type.status))
        }
        return ResponseBuilder.html(setupPage.done)
    }

    private func schema(
        _ path: String, _ name: String, _ find: @escaping @Sendable (StaticFiles, OpenAPIVersion) -> StaticFiles.File?
    ) -> Operation {
        Operation(.get, path, name, .anyone, taking: [Parameter("openapi")]) { request in
            let text = request.parameters.last { $0.name == "openapi" && !$0.value.isEmpty }?.value
            guard let version = text.map(OpenAPIVersion.init(rawValue:)) ?? .version31 else {
                throw JobError.invalid("openapi", "This must be 3.0 or 3.1.")
            }
            guard let file = find(services.page, version) else { throw JobError.notFound(what: "file at this URL") }
            let response = try services.page.answer(file, to: request.http)
            return path.hasSuffix(".yml") ? Self.named(response, as: request.http) : response
        }
    }

    /// YAML with its older media type for clients that accept only that (RFC 9512 §2.1).
    private static func named(_ response: Response, as request: Request) -> Response {
        var response = response
        response.headers[.vary] = "Accept-Encoding, Accept"
        let accepted = request.headers[values: .accept].joined(separator: ",").lowercased()
        if response.headers[.contentType] != nil, accepted.contains("text/yaml"), !accepted.contains("application/yaml") {
            response.headers[.contentType] = "text/yaml; charset=utf-8"
        }
        return response
    }

    /// - Parameter hasRelativeLinks: Whether its links are relative to its URL with a trailing slash. Without the slash they lead one
    ///   level too high: to the same place at the top of the origin, but out of the base path if there is one.
    private func file(
        _ path: String, _ name: String, hasRelativeLinks: Bool = false,
        _ find: @escaping @Sendable (StaticFiles) -> StaticFiles.File?
    ) -> Operation {
        Operation(.get, path, name, .anyone) { request in
            // Several slashes count as one for the router, but as one level each for links.
            let isElsewhere = request.path.contains("//") || (!services.base.isEmpty && request.path.utf8.last != UInt8(ascii: "/"))
            if hasRelativeLinks, isElsewhere { return Self.redirect(request, to: path == "/" ? path : path + "/") }
            guard let file = find(services.page) else { throw JobError.notFound(what: "file at this URL") }
            return try services.page.answer(file, to: request.http)
        }
    }
}
