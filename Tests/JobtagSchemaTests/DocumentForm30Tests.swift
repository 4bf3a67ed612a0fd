import JobtagSchema
import Testing

@Suite("A document in OpenAPI 3.0")
struct DocumentForm30Tests {
    static let document = """
        openapi: 3.1.0
        jsonSchemaDialect: https://spec.openapis.org/oas/3.1/dialect/base
        info:
          title: Things
          summary: For people.
          license: { name: Apache License 2.0, identifier: Apache-2.0 }
          version: '1'
        paths:
          x-note: { type: [string, 'null'] }
          /things/{id}/:
            parameters:
              - { name: id, in: path, required: true, schema: { const: a } }
            put:
              operationId: putThing
              parameters:
                - { $ref: '#/components/parameters/Name', description: Another. }
              requestBody:
                content:
                  application/json:
                    schema: { type: [object, 'null'] }
                    examples: { one: { value: { type: [string, 'null'], const: 1 } } }
              responses:
                '200':
                  description: The thing.
                  headers:
                    X-Name: { schema: { type: [string, 'null'] } }
                    x-name: { schema: { type: [string, 'null'] } }
                  content: { application/json: { schema: { $ref: '#/components/schemas/Thing' } } }
                  links: { again: { operationId: putThing, parameters: { path.id: $request.path.id } } }
              callbacks:
                changed:
                  '{$request.query.url}':
                    post: { responses: { '204': { description: Heard. } }, requestBody: { content: { text/plain: { schema: { const: a } } } } }
              x-events: { thing: { $ref: '#/components/schemas/Thing' } }
        webhooks:
          changed: {}
        components:
          schemas:
            Thing: { type: [string, 'null'] }
          parameters:
            Name: { name: name, in: query, schema: { exclusiveMinimum: 1 } }
          headers:
            Length: { schema: { const: 1 } }
          securitySchemes:
            bearer: { type: http, scheme: bearer }
        """

    static let form = """
        openapi: 3.0.3
        info:
          title: Things
          license: { name: Apache License 2.0, url: https://spdx.org/licenses/Apache-2.0.html }
          version: '1'
        paths:
          x-note: { type: [string, 'null'] }
          /things/{id}/:
            parameters:
              - { name: id, in: path, required: true, schema: { enum: [a] } }
            put:
              operationId: putThing
              parameters:
                - { $ref: '#/components/parameters/Name' }
              requestBody:
                content:
                  application/json:
                    schema: { type: object, nullable: true }
                    examples: { one: { value: { type: [string, 'null'], const: 1 } } }
              responses:
                '200':
                  description: The thing.
                  headers:
                    X-Name: { schema: { type: string, nullable: true } }
                    x-name: { schema: { type: string, nullable: true } }
                  content: { application/json: { schema: { $ref: '#/components/schemas/Thing' } } }
                  links: { again: { operationId: putThing, parameters: { path.id: $request.path.id } } }
              callbacks:
                changed:
                  '{$request.query.url}':
                    post: { responses: { '204': { description: Heard. } }, requestBody: { content: { text/plain: { schema: { enum: [a] } } } } }
              x-events: { thing: { $ref: '#/components/schemas/Thing' } }
        components:
          schemas:
            Thing: { type: string, nullable: true }
          parameters:
            Name: { name: name, in: query, schema: { minimum: 1, exclusiveMinimum: true } }
          headers:
            Length: { schema: { enum: [1] } }
          securitySchemes:
            bearer: { type: http, scheme: bearer }
        """

    @Test("converts its schemas to 3.0, wherever they are, and leaves the rest unchanged")
    func whole() throws {
        let form = try OpenAPIVersion.version30.form(of: DocumentValue(yaml: Self.document))
        #expect(form.json == (try DocumentValue(yaml: Self.form).json))
    }

    @Test("is the same every time")
    func deterministic() throws {
        let document = try DocumentValue(yaml: Self.document)
        let first = try OpenAPIVersion.version30.form(of: document).yaml
        for _ in 0..<20 { #expect(try OpenAPIVersion.version30.form(of: document).yaml == first) }
    }

    @Test("is unchanged in OpenAPI 3.1")
    func unchanged() throws {
        let document = try DocumentValue(yaml: Self.document)
        #expect(try OpenAPIVersion.version31.form(of: document) == document)
    }

    static let refused: [(from: String, to: String, place: String, message: String)] = [
        ("openapi: 3.1.0", "openapi: 3.0.3", "openapi", "Only OpenAPI 3.1 is supported."),
        ("oas/3.1/dialect/base", "oas/9", "jsonSchemaDialect", "This dialect is not supported."),
        ("paths:", "webhooks2:", "", "`paths` is missing, which OpenAPI 3.0 needs."),
        (
            "  headers:\n    Length", "  pathItems:\n    Length", "components.pathItems",
            "`pathItems` has no equivalent in OpenAPI 3.0."
        ),
        (
            "type: http, scheme: bearer", "type: mutualTLS", "components.securitySchemes.bearer.type",
            "`mutualTLS` has no equivalent in OpenAPI 3.0."
        ),
        ("summary: For", "subtitle: For", "info.subtitle", "`subtitle` has no equivalent in OpenAPI 3.0."),
        (
            "    put:\n", "    query:\n", "paths./things/{id}/.query",
            "`query` has no equivalent in OpenAPI 3.0."
        ),
        (
            "      responses:\n", "      x-responses:\n", "paths./things/{id}/.put",
            "`responses` is missing, which OpenAPI 3.0 needs."
        ),
        (
            "headers:\n            X-Name: { schema: { type: [string, 'null'] }",
            "headers:\n            X-Name: { schema: { type: [string, integer] }",
            "paths./things/{id}/.put.responses.200.headers.X-Name.schema.type",
            "OpenAPI 3.0 does not support several types: use `anyOf` with one schema per type."
        ),
    ]

    @Test("rejects what 3.0 cannot express, with its position", arguments: refused)
    func refusal(from: String, to: String, place: String, message: String) throws {
        try #require(Self.document.contains(from))
        let document = try DocumentValue(yaml: Self.document.replacing(from, with: to, maxReplacements: 1))
        let error = #expect(throws: SchemaError.self) { _ = try OpenAPIVersion.version30.form(of: document) }
        #expect(error?.message == message)
        #expect(error?.place == place)
    }

    @Test(
        "gets a licence URL from the licence identifier",
        arguments: [
            ("identifier: Apache-2.0", "name: Apache License 2.0, url: https://spdx.org/licenses/Apache-2.0.html"),
            ("identifier: MIT OR Apache-2.0", "name: Apache License 2.0"),
            ("identifier: MIT, url: https://example.org/", "name: Apache License 2.0, url: https://example.org/"),
        ])
    func license(identifier: String, license: String) throws {
        let text = Self.document.replacing("identifier: Apache-2.0", with: identifier)
        let form = try OpenAPIVersion.version30.form(of: DocumentValue(yaml: text))
        #expect(form["info"]?["license"] == (try DocumentValue(yaml: "{ \(license) }")))
    }
}
