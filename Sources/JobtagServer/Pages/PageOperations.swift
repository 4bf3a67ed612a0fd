import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdCore
import JobtagAPI
import JobtagCore

/// The few pages the server makes itself.
struct PageOperations: Sendable {
    let workshop: Workshop

    var all: [Operation] {
        [
            file("/", "getPage") { $0.file("index.html") },
            file("/api/docs", "getDocumentation") { $0.file("docs/index.html") },
            file("/api/schema.yml", "getSchemaYAML") { $0.schema },
            file("/api/schema.json", "getSchemaJSON") { $0.schemaJSON },
            Operation(.get, "/page.css", "getPageStyle", .anyone) { _ in
                Response(
                    status: .ok, headers: [.contentType: "text/css; charset=utf-8", .cacheControl: "no-cache"],
                    body: .init(byteBuffer: .init(string: PageLayout.style)))
            },
            Operation(.get, "/problems/{type}", "getProblemPage", .anyone, problem),
            Operation(.get, "/setup", "getSetupPage", .anyone) { call in
                let secret = try call.query().first { $0.name == "token" }?.value ?? ""
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
                title: type.title, "<p class=\"status\">\(type.status)</p><p>\(PageLayout.escape(type.explanation))</p>"))
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

    private func file(_ path: String, _ name: String, _ find: @escaping @Sendable (PageFiles) -> PageFiles.File?) -> Operation {
        Operation(.get, path, name, .anyone) { call in
            guard let file = find(workshop.page) else { throw JobError.notFound(what: "file at this address") }
            return workshop.page.answer(file, to: call.request)
        }
    }
}
