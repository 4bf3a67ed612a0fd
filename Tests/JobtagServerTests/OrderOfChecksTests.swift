import HTTPTypes
import HummingbirdTesting
import JobtagCore
import Testing

@testable import JobtagServer

/// RFC 9110 §13.2.1 and the contract: 401 → 403 → 404 → 415 → 428 → 412 → 400 → 409. Each row is wrong in its own way and in
/// every later one.
@Suite struct OrderOfChecksTests {
    struct Row: CustomTestStringConvertible, Sendable {
        let wrong: String
        let status: Int
        var role: Role? = .office
        var isThere = true
        var type = "application/json"
        var ifMatch: String?
        var body = "{"

        var testDescription: String { "\(wrong) is \(status)" }
    }

    static let rows = [
        Row(wrong: "nobody signed in", status: 401, role: nil, isThere: false, type: "text/plain"),
        Row(wrong: "a role that may not", status: 403, role: .workshop, isThere: false, type: "text/plain"),
        Row(wrong: "a job that is not there", status: 404, isThere: false, type: "text/plain"),
        Row(wrong: "a body of another type", status: 415, type: "text/plain"),
        Row(wrong: "no If-Match", status: 428),
        Row(wrong: "a wildcard", status: 428, ifMatch: "*"),
        Row(wrong: "an If-Match that is no list of tags", status: 400, ifMatch: "no quotes"),
        Row(wrong: "a stale tag", status: 412, ifMatch: "\"stale\""),
        Row(wrong: "a body that is not JSON", status: 400, ifMatch: "current"),
        Row(wrong: "a field that does not exist", status: 400, ifMatch: "current", body: #"{"colour":"red"}"#),
    ]

    @Test("A PATCH is checked in order", arguments: rows)
    func patch(_ row: Row) async throws {
        let workshop = try await TestWorkshop()
        try await workshop.run { client in
            let job = try await client.makeJob(try await client.signIn(.office))
            let path = row.isThere ? job.path : "/api/jobs/0198f000-0000-7000-8000-000000000000/"
            let answer = try await client.send(
                .patch, path, token: try await row.role.asyncMap(client.signIn),
                ifMatch: row.ifMatch == "current" ? job.tag : row.ifMatch, type: row.type, body: row.body)
            #expect(answer.status.code == row.status)
            #expect(try answer.text("error") == answer.text("detail"))
            // Whatever was wrong, nothing changed.
            let now = try await client.send(.get, job.path, token: try await client.signIn(.office))
            #expect(now.headers[.eTag] == job.tag)
        }
    }

    @Test func `Accepting a missing quote is checked last, 409`() async throws {
        let workshop = try await TestWorkshop()
        try await workshop.run { client in
            let token = try await client.signIn(.office)
            let job = try await client.makeJob(token)
            let path = job.path + "accept-quote/"
            #expect(try await client.send(.post, path, token: token).status.code == 428)
            #expect(try await client.send(.post, path, token: token, ifMatch: "\"x\"").status.code == 412)
            #expect(try await client.send(.post, path, token: token, ifMatch: job.tag, body: "[]").status.code == 400)
            #expect(try await client.send(.post, path, token: token, ifMatch: job.tag).status.code == 409)
        }
    }
}

extension Optional {
    fileprivate func asyncMap<T>(_ transform: (Wrapped) async throws -> T) async rethrows -> T? {
        if let self { try await transform(self) } else { nil }
    }
}
