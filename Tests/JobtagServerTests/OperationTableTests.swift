import Foundation
import HTTPTypes
import HummingbirdTesting
import JobtagAPI
import JobtagCore
import NIOCore
import Testing

@testable import JobtagServer

@Suite struct OperationTableTests {
    static let operations = JobtagApplication.operations(
        of: JobtagApplication.services(
            settings: ServerSettings(), store: NoStore(), environment: .live, hasher: TestWorkshop.hasher))

    @Test func `Every operation has a unique name, and every method of a path one operation`() {
        #expect(Set(Self.operations.map(\.name)).count == Self.operations.count)
        #expect(Set(Self.operations.map { "\($0.method) \($0.path)" }).count == Self.operations.count)
    }

    @Test(
        "Only signing in, the pages and the operators' endpoints are open to anyone",
        arguments: operations.filter { $0.access == .anyone })
    func open(_ operation: JobtagServer.Operation) {
        #expect(
            !operation.path.hasPrefix("/api/")
                || ["login", "getSchemaYAML", "getSchemaJSON", "getDocumentation"].contains(operation.name))
    }

    @Test("Methods that a path does not support get a 405 with the supported ones", arguments: Set(operations.map(\.path)).sorted())
    func allow(_ path: String) async throws {
        let taken = Set(Self.operations.filter { $0.path == path }.map(\.method))
        let workshop = try await TestWorkshop()
        try await workshop.run { client in
            let token = try await client.signIn(.admin)
            let url = path.replacing("{id}", with: "0198f000-0000-7000-8000-000000000000").replacing("{line}", with: "x")
                .replacing("{contact}", with: "x").replacing("{type}", with: "invalid")
            for method in [HTTPRequest.Method.get, .post, .put, .patch, .delete] where !taken.contains(method) {
                for url in [url, url + "/"] {
                    let answer = try await client.send(method, url, token: token)
                    #expect(answer.status == .methodNotAllowed)
                    let allowed = Set((answer.headers[.allow] ?? "").split(separator: ", ").map(String.init))
                    #expect(allowed == Set(taken.map(\.rawValue) + ["OPTIONS"] + (taken.contains(.get) ? ["HEAD"] : [])))
                }
            }
        }
    }

    @Test("A problem type has a page", arguments: ProblemType.allCases)
    func page(_ type: ProblemType) async throws {
        let workshop = try await TestWorkshop()
        try await workshop.run { client in
            let answer = try await client.send(.get, "/problems/\(type.rawValue)")
            #expect(answer.status == .ok)
            #expect(String(buffer: answer.body).contains(String(type.status)))
        }
    }
}

/// For looking at the table only: no operation is run.
private struct NoStore: Store {
    struct NotAsked: Error {}

    let generation = "none"

    func read<T: Sendable>(_ body: @escaping @Sendable (any ReadSession) throws -> T) async throws -> T { throw NotAsked() }
    func write<T: Sendable>(
        expecting expected: ExpectedLookups, _ body: @escaping @Sendable (any WriteSession) throws -> T
    ) async throws -> T { throw NotAsked() }
    func checkHealth() async throws { throw NotAsked() }
    func version(ofJob id: UUID) async throws -> Version? { throw NotAsked() }
    func job(_ id: UUID) async throws -> Job? { throw NotAsked() }
    func lookUp(_ lookup: RequestLookup) async throws -> RequestLookup.Result { throw NotAsked() }
    func close() async throws { throw NotAsked() }
    func subscribe(_ receive: @escaping @Sendable ([Publication]) -> Void) -> any Sendable & AnyObject { NotSubscribed() }
    func changes(after position: Int64, job: UUID?, limit: Int) async throws -> [PublishedChange] { throw NotAsked() }
    func latestPosition() async throws -> Int64 { throw NotAsked() }

    private final class NotSubscribed: Sendable {}
}
