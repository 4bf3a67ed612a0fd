import JobtagSchema
import Testing

/// A document of OpenAPI 3.1 around the little that a test is about.
enum SmallDocument {
    /// With these schemas, each as one line of YAML, and an operation that answers `Thing` unless others are given.
    static func text(schemas: [String] = ["Thing: { type: object, additionalProperties: false }"], paths: String? = nil) -> String {
        """
        openapi: 3.1.0
        info: { title: Small, version: '1' }
        paths:
        \(paths ?? anyPath)
        components:
          schemas:
        \(schemas.map { "    \($0)" }.joined(separator: "\n"))
        """
    }

    static let anyPath = """
          /things/:
            get:
              operationId: getThing
              responses:
                '200':
                  description: The thing.
                  content: { application/json: { schema: { $ref: '#/components/schemas/Thing' } } }
        """

    /// A path whose body is `Thing` and whose answer is nothing.
    static let sendingPath = """
          /things/:
            post:
              operationId: addThing
              requestBody:
                required: true
                content: { application/json: { schema: { $ref: '#/components/schemas/Thing' } } }
              responses: { '204': { description: Done. } }
        """

    static func client(_ text: String) throws(SchemaError) -> String {
        try ZodiosClient.source(for: DocumentValue(yaml: text))
    }

    /// How the client writes `Thing`, on one line or several.
    static func thing(_ schema: String, others: [String] = [], isSent: Bool = false) throws -> String {
        let client = try client(text(schemas: others + ["Thing: \(schema)"], paths: isSent ? sendingPath : nil))
        let start = try #require(client.firstRange(of: "const Thing = "))
        let end = try #require(client.firstRange(of: ";\nexport type Thing"))
        return String(client[start.upperBound..<end.lowerBound])
    }
}
