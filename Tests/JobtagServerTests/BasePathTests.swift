import Foundation
import Testing

@testable import JobtagServer

@Suite struct BasePathTests {
    @Test(
        "A slash at either end is optional",
        arguments: [
            ("/jobs-app", "/jobs-app"), ("jobs-app/", "/jobs-app"), ("/a/b.c/", "/a/b.c"), ("", ""), ("/", ""), ("/apis", "/apis"),
        ])
    func spelling(_ text: String, _ path: String) throws {
        #expect(try #require(BasePath(text)).description == path)
    }

    @Test(
        "Rejects a value that is not a path or could be one of the server's own",
        arguments: ["/a//b", "//", "/.", "/a/..", "/a b", "/a%20b", "/ä", "/a?b", "/a#b", "/api", "/api/x", "/js", "setup"])
    func refused(_ text: String) { #expect(BasePath(text) == nil) }

    @Test(
        "A request loses the base path once, and only as whole segments",
        arguments: [
            ("/jobs-app/api/jobs/?q=/jobs-app/", "/api/jobs/?q=/jobs-app/"), ("/jobs-app/", "/"), ("/jobs-app", "/jobs-app"),
            ("/jobs-app?a", "/jobs-app?a"), ("/jobs-app2/x", "/jobs-app2/x"), ("/jobs-app/jobs-app/", "/jobs-app/"),
            ("/api/", "/api/"), ("*", "*"),
        ])
    func removing(_ target: String, _ rest: String) throws {
        #expect(try #require(BasePath("/jobs-app")).removed(from: target) == rest)
    }

    @Test func `The reserved segments are exactly the server's top-level paths`() async throws {
        let test = try await TestWorkshop()
        let services = JobtagApplication.services(
            settings: ServerSettings(), store: test.store, environment: test.environment, hasher: TestWorkshop.hasher)
        let paths = JobtagApplication.operations(of: services).compactMap { $0.path.split(separator: "/").first.map(String.init) }
        let web = URL(filePath: #filePath).appending(path: "../../../web").standardizedFileURL
        let files = try FileManager.default.contentsOfDirectory(atPath: web.path()).filter { !$0.hasSuffix(".md") }
        // What embedding adds.
        #expect(Set(paths + files + ["bundles"]) == BasePath.taken)
    }
}
