import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import JobtagCore
import JobtagStore
import Logging
import NIOCore
import Synchronization

@testable import JobtagServer

/// A server on a real SQLite file with an admin, one from the office and one from the workshop, and a clock that tests move.
final class TestWorkshop: Sendable {
    static let password = "long enough"

    let folder: URL
    let store: SQLiteStore
    let environment: UseCaseEnvironment
    private let time = Mutex(Timestamp(microseconds: 1_790_000_000_000_000))

    init() async throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "jobtag-server-\(UUID().text)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        store = try SQLiteStore(path: folder.appending(path: "jobtag.db").path())
        let clock = UnsafeSendableBox<TestWorkshop>()
        environment = UseCaseEnvironment(now: { clock.value?.time.withLock { $0 } ?? Timestamp(microseconds: 0) })
        clock.value = self
        let staff = StaffService(store: store, environment: environment)
        for role in Role.allCases {
            let edit = StaffEdit(
                fields: [.name: .text(role.rawValue), .email: .text("\(role.rawValue)@example.com"), .role: .text(role.rawValue)],
                password: Self.password)
            let hashed = try await edit.hashed(by: Self.hasher)
            let founder = Staff(
                id: UUID(), name: "Founder", email: "", role: .admin, createdAt: environment.now(), updatedAt: environment.now())
            _ = try await store.write { try staff.create(in: $0, by: founder, if: .none, .success(hashed)) }
        }
    }

    deinit {
        try? store.close()
        try? FileManager.default.removeItem(at: folder)
    }

    /// Real scrypt at the lowest cost.
    static let hasher = ScryptHasher(rounds: 2, parallelism: 1)

    func advance(seconds: Int64) { time.withLock { $0 = $0.adding(seconds: seconds) } }

    /// Runs a test against the whole application, errors and all.
    func run(
        _ settings: ServerSettings = ServerSettings(), store other: (any Store)? = nil, hasher: any PasswordHasher = hasher,
        _ test: @Sendable (any TestClientProtocol) async throws -> Void
    ) async throws {
        let services = JobtagApplication.services(
            settings: settings, store: other ?? store, environment: environment, hasher: hasher)
        let router = JobtagApplication.router(settings: settings, services: services)
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        try await Application(router: router, logger: logger).test(.router) { try await test($0) }
    }
}

/// Lets a closure made in an initialiser reach what is being initialised.
private final class UnsafeSendableBox<Value: AnyObject>: @unchecked Sendable {
    weak var value: Value?
}

extension TestClientProtocol {
    func send(
        _ method: HTTPRequest.Method, _ path: String, token: String? = nil, ifMatch: String? = nil,
        type: String? = "application/json",
        headers: [(HTTPField.Name, String)] = [], body: String? = nil
    ) async throws -> TestResponse {
        var fields = HTTPFields()
        if let token { fields[.authorization] = "Bearer \(token)" }
        if let ifMatch { fields[.ifMatch] = ifMatch }
        if let body {
            if let type { fields[.contentType] = type }
            fields[.contentLength] = String(body.utf8.count)
        }
        for (name, value) in headers { fields.append(HTTPField(name: name, value: value)) }
        return try await execute(uri: path, method: method, headers: fields, body: body.map { ByteBuffer(string: $0) })
    }

    func signIn(_ role: Role) async throws -> String {
        let body = #"{"email":"\#(role.rawValue)@example.com","password":"\#(TestWorkshop.password)"}"#
        let answer = try await send(.post, "/api/auth/login/", body: body)
        return try answer.text("token")
    }

    func makeJob(_ token: String) async throws -> (path: String, tag: String) {
        let answer = try await send(.post, "/api/jobs/", token: token, body: #"{"name":"Flue, 150 mm"}"#)
        guard let path = answer.headers[.location], let tag = answer.headers[.eTag] else { throw NoSuchMember(name: "Location") }
        return (path, tag)
    }
}

struct NoSuchMember: Error { let name: String }

extension TestResponse {
    /// A member of the JSON body.
    func member(_ name: String) throws -> FieldValue {
        guard case .record(let members) = try FieldValue(json: Array(buffer: body)), let value = members[name] else {
            throw NoSuchMember(name: name)
        }
        return value
    }

    func text(_ name: String) throws -> String {
        guard let text = try member(name).text else { throw NoSuchMember(name: name) }
        return text
    }
}
