import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdCore
import JobtagAPI
import JobtagCore
import JobtagSchema

/// The few pages the server makes itself.
struct PageOperations: Sendable {
    let workshop: Workshop

    var all: [Operation] {
        [
            file("/", "getPage") { $0.file("index.html") },
            file("/api/docs", "getDocumentation") { $0.file("docs/index.html") },
            schema("/api/schema.yml", "getSchemaYAML") { $0.schema($1) },
            schema("/api/schema.json", "getSchemaJSON") { $0.schemaJSON($1) },
            file("/page.css", "getPageStyle") { $0.file("css/page.css") },
            Operation(.get, "/problems/{type}", "getProblemPage", .anyone, problem),
            Operation(.get, "/setup", "getSetupPage", .anyone) { call in
                let secret = FormEncoding.pairs(of: call.request.uri.query ?? "").first { $0.name == "token" }?.value ?? ""
                do {
                    try await workshop.signIn.checkSetup(secret: secret)
                } catch let error as JobError {
                    let problem = Problem(error, namedTag: nil, url: call.path)
                    return Reply.html(SetupPage.over(problem.detail), status: .init(code: problem.type.status))
                }
                return Reply.html(SetupPage.html(secret: secret, error: nil))
            },
            Operation(.post, "/setup", "setUp", .anyone, setUp),
        ]
    }

    @Sendable private func problem(_ call: Call) async throws -> Response {
        guard let type = ProblemType(rawValue: call.context.parameters.get("type") ?? "") else {
            throw JobError.notFound(what: "kind of problem of that name")
        }
        return Reply.html(
            PageLayout.page(
                title: type.title,
                "<p class=\"muted\">Status \(type.status)</p>\n<p>\(PageLayout.escape(type.explanation))</p>\n\(PageLayout.wayOn)"))
    }

    @Sendable private func setUp(_ call: Call) async throws -> Response {
        let form = try await SetupPage.form(call)
        func value(_ name: String) -> String { form[name] ?? "" }
        do {
            _ = try await workshop.signIn.setUp(
                secret: value("token"), name: value("name"), email: value("email"), password: value("password"))
        } catch let error as JobError {
            let problem = Problem(error, namedTag: nil, url: call.path)
            let html = SetupPage.html(secret: value("token"), error: problem.detail, name: value("name"), email: value("email"))
            return Reply.html(html, status: .init(code: problem.type.status))
        }
        return Reply.html(SetupPage.done)
    }

    private func schema(
        _ path: String, _ name: String, _ find: @escaping @Sendable (PageFiles, OpenAPIVersion) -> PageFiles.File?
    ) -> Operation {
        Operation(.get, path, name, .anyone, taking: [Parameter("openapi")]) { call in
            let text = call.parameters.last { $0.name == "openapi" && !$0.value.isEmpty }?.value
            guard let version = text.map(OpenAPIVersion.init(rawValue:)) ?? .version31 else {
                throw JobError.invalid("openapi", "This must be 3.0 or 3.1.")
            }
            guard let file = find(workshop.page, version) else { throw JobError.notFound(what: "file at this address") }
            let response = try workshop.page.answer(file, to: call.request)
            return path.hasSuffix(".yml") ? Self.named(response, as: call.request) : response
        }
    }

    /// YAML under its older name for those who know only that one (RFC 9512 §2.1).
    private static func named(_ response: Response, as request: Request) -> Response {
        var response = response
        response.headers[.vary] = "Accept-Encoding, Accept"
        let accepted = request.headers[values: .accept].joined(separator: ",").lowercased()
        if response.headers[.contentType] != nil, accepted.contains("text/yaml"), !accepted.contains("application/yaml") {
            response.headers[.contentType] = "text/yaml; charset=utf-8"
        }
        return response
    }

    private func file(_ path: String, _ name: String, _ find: @escaping @Sendable (PageFiles) -> PageFiles.File?) -> Operation {
        Operation(.get, path, name, .anyone) { call in
            guard let file = find(workshop.page) else { throw JobError.notFound(what: "file at this address") }
            return try workshop.page.answer(file, to: call.request)
        }
    }
}
