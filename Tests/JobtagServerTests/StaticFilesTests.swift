import Foundation
import HTTPTypes
import HummingbirdTesting
import NIOCore
import Testing

@testable import JobtagServer

/// The page's files, from a folder of this test's own.
@Suite final class StaticFilesTests {
    private static let script = String(repeating: "export const unit = 'mm'\n", count: 200)
    private let folder: URL
    private var settings = ServerSettings()

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "jobtag-page-\(UUID())", directoryHint: .isDirectory)
        let web = folder.appending(path: "web", directoryHint: .isDirectory)
        try FileManager.default.createDirectory(at: web.appending(path: "js"), withIntermediateDirectories: true)
        try Data("<!doctype html><title>Jobtag</title>".utf8).write(to: web.appending(path: "index.html"))
        try Data(Self.script.utf8).write(to: web.appending(path: "js/main.js"))
        try Data("hidden".utf8).write(to: web.appending(path: ".secret"))
        try Data("beside".utf8).write(to: folder.appending(path: "beside.txt"))
        settings.page = StaticFiles(folder: web)
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    private func ask(
        _ path: String, _ method: HTTPRequest.Method = .get, _ headers: [(HTTPField.Name, String)] = []
    ) async throws -> TestResponse {
        try await TestWorkshop().answer(settings, method, path, headers)
    }

    @Test func `The page is at the root, needs no session, and loads nothing from other origins`() async throws {
        let answer = try await ask("/")
        #expect(answer.status == .ok)
        #expect(answer.headers[.contentType] == "text/html; charset=utf-8")
        #expect(String(buffer: answer.body).contains("<title>Jobtag</title>"))
        let policy = try #require(answer.headers[.contentSecurityPolicy])
        #expect(policy.contains("default-src 'none'") && !policy.contains("unsafe"))
        #expect(answer.headers[.cacheControl] == "no-cache")
    }

    @Test func `A file gets a 304 for its own tag, and has another tag when compressed`() async throws {
        let whole = try await ask("/js/main.js")
        let small = try await ask("/js/main.js", .get, [(.acceptEncoding, "br, gzip;q=0.8")])
        #expect(String(buffer: whole.body) == Self.script && whole.headers[.contentEncoding] == nil)
        #expect(small.headers[.contentEncoding] == "gzip" && small.body.readableBytes < whole.body.readableBytes / 10)
        #expect(whole.headers[.vary] == "Accept-Encoding" && small.headers[.vary] == "Accept-Encoding")
        let (tag, smallTag) = (try #require(whole.headers[.eTag]), try #require(small.headers[.eTag]))
        #expect(tag != smallTag)

        #expect(try await ask("/js/main.js", .get, [(.ifNoneMatch, tag)]).status == .notModified)
        #expect(try await ask("/js/main.js", .get, [(.ifNoneMatch, smallTag)]).status == .ok)
        let again = try await ask("/js/main.js", .get, [(.ifNoneMatch, smallTag), (.acceptEncoding, "gzip")])
        #expect(again.status == .notModified && again.body.readableBytes == 0 && again.headers[.eTag] == smallTag)
    }

    @Test(
        "If-Match is compared with the bytes that would be sent",
        arguments: ["/js/main.js", "/", "/page.css", "/api/schema.yml", "/api/schema.json", "/api/docs"],
        [HTTPRequest.Method.get, .head])
    func precondition(_ path: String, _ method: HTTPRequest.Method) async throws {
        if path != "/js/main.js" { settings = ServerSettings() }
        let tag = try #require(try await ask(path).headers[.eTag])
        let compressed: [(HTTPField.Name, String)] = [(.acceptEncoding, "gzip")]
        let other = try #require(try await ask(path, .get, compressed).headers[.eTag])
        for value in [tag, "*", "\"another\", \(tag)"] { #expect(try await ask(path, method, [(.ifMatch, value)]).status == .ok) }
        for value in ["\"another\"", "W/" + tag] {
            #expect(try await ask(path, method, [(.ifMatch, value)]).status == .preconditionFailed)
        }
        #expect(try await ask(path, method, [(.ifMatch, "no quotes")]).status == .badRequest)
        #expect(try await ask(path, method, [(.ifMatch, tag), (.ifNoneMatch, tag)]).status == .notModified)
        #expect(try await ask(path, method, [(.ifMatch, "\"another\""), (.ifNoneMatch, tag)]).status == .preconditionFailed)
        guard other != tag else { return }
        #expect(try await ask(path, method, [(.ifMatch, other)]).status == .preconditionFailed)
        #expect(try await ask(path, method, [(.ifMatch, other)] + compressed).status == .ok)
    }

    @Test func `The response to a failed If-Match has the current tag`() async throws {
        let answer = try await ask("/js/main.js", .get, [(.ifMatch, "\"another\"")])
        #expect(answer.headers[.contentType] == "application/problem+json")
        #expect(try answer.text("your_etag") == "\"another\"")
        #expect(try await answer.text("current_etag") == ask("/js/main.js").headers[.eTag])
    }

    @Test func `HEAD has the length and no content; a rejected coding is not used`() async throws {
        let head = try await ask("/js/main.js", .head)
        #expect(head.status == .ok && head.body.readableBytes == 0)
        #expect(head.headers[.contentLength] == String(Self.script.utf8.count))
        #expect(try await ask("/js/main.js", .get, [(.acceptEncoding, "gzip;q=0, *")]).headers[.contentEncoding] == nil)
    }

    @Test(
        "Serves nothing outside the folder, and no hidden files",
        arguments: [
            "/../beside.txt", "/js/../../beside.txt", "/%2e%2e/beside.txt", "/.secret", "/js//main.js", "/js", "/js/",
            "//etc/passwd",
            "/nothing.js", "/js/main.js/",
        ])
    func outside(_ path: String) async throws {
        #expect(try await ask(path).status == .notFound)
    }

    @Test func `The embedded page is the page of this project`() async throws {
        settings = ServerSettings()
        #expect(try await ask("/").status == .ok)
        let schema = try await ask("/api/schema.yml")
        #expect(schema.status == .ok && String(buffer: schema.body).contains("\nopenapi: 3.1"))
        #expect(try await ask("/README.md").status == .notFound)
    }
}

extension TestWorkshop {
    fileprivate func answer(
        _ settings: ServerSettings, _ method: HTTPRequest.Method, _ path: String, _ headers: [(HTTPField.Name, String)]
    ) async throws -> TestResponse {
        let answers = Answers()
        try await run(settings) { client in await answers.add(try await client.send(method, path, headers: headers)) }
        return try await #require(answers.all.first)
    }
}

private actor Answers {
    var all: [TestResponse] = []
    func add(_ answer: TestResponse) { all.append(answer) }
}
