import EmbeddedAssets
import Foundation
import HTTPTypes
import JobtagSchema
import Testing

@testable import JobtagServer

/// The table of operations and `openapi/schema.yml` are of the same operations.
@Suite struct SchemaTests {
    /// What is for people, or takes what only browsers send.
    private static let pages: Set = ["getPage", "getDocumentation", "getPageStyle", "getProblemPage", "getSetupPage", "setUp"]

    @Test func `Every operation is in the schema under its name, and every operation of the schema exists`() throws {
        let yaml = try #require(EmbeddedFile.all.first { $0.path == "openapi/schema.yml" })
        let document = try DocumentValue(yaml: String(decoding: yaml.data, as: UTF8.self))
        var described: Set<String> = []
        for path in document["paths"].members {
            for operation in path.value.members where ["get", "post", "put", "patch", "delete"].contains(operation.name) {
                guard case .text(let name)? = operation.value["operationId"]?.content else {
                    Issue.record("\(operation.name) \(path.name) has no operationId")
                    continue
                }
                let plain = path.name.hasSuffix("/") ? String(path.name.dropLast()) : path.name
                described.insert("\(name): \(operation.name.uppercased()) \(plain)")
            }
        }
        let served = Set(
            OperationTableTests.operations.filter { !Self.pages.contains($0.name) }.map { "\($0.name): \($0.method) \($0.path)" })
        #expect(described.subtracting(served) == [])
        #expect(served.subtracting(described) == [])
    }

    @Test("The parameters of an operation are those of the schema", arguments: OperationTableTests.operations)
    func parameters(_ operation: JobtagServer.Operation) throws {
        guard let taken = operation.parameters else { return }
        let yaml = try #require(EmbeddedFile.all.first { $0.path == "openapi/schema.yml" })
        let document = try DocumentValue(yaml: String(decoding: yaml.data, as: UTF8.self))
        let path = document["paths"].members.first { [operation.path, operation.path + "/"].contains($0.name) }
        let method = try #require(path?.value[operation.method.rawValue.lowercased()])
        guard case .list(let parameters)? = method["parameters"]?.content else {
            #expect(taken.isEmpty)
            return
        }
        let described = parameters.compactMap { listed -> String? in
            var parameter = listed
            if case .text(let place)? = listed["$ref"]?.content, let name = place.split(separator: "/").last,
                let shared = document["components"]?["parameters"]?[String(name)]
            {
                parameter = shared
            }
            guard case .text("query")? = parameter["in"]?.content, case .text(let name)? = parameter["name"]?.content else {
                return nil
            }
            return name
        }
        #expect(Set(described) == Set(taken.map(\.name)))
    }
}

extension DocumentValue? {
    fileprivate var members: [DocumentValue.Member] { self?.members ?? [] }
}

extension DocumentValue {
    fileprivate var members: [Member] {
        if case .object(let members) = content { members } else { [] }
    }

    fileprivate subscript(name: String) -> DocumentValue? { members.first { $0.name == name }?.value }
}
