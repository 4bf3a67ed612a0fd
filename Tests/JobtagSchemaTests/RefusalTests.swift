import JobtagSchema
import Testing

@Suite("An unsupported document is rejected with its position")
struct RefusalTests {
    static let schemas: [(schema: String, place: String, message: String)] = [
        ("{ type: string, contentEncoding: base64 }", ".contentEncoding", "The keyword `contentEncoding` is not supported."),
        ("{ type: string, minimum: 1 }", ".minimum", "The keyword `minimum` is not supported."),
        ("{ type: string, format: ipv4 }", ".format", "The format `ipv4` is not supported."),
        ("{ type: number, format: uuid }", ".format", "The format `uuid` is not supported."),
        ("{ type: text }", ".type", "There is no type `text`."),
        ("{ properties: { a: {} } }", "", "A schema without `type` is not supported; `{}` is any JSON."),
        ("{ not: { type: string } }", "", "A schema without `type` is not supported; `{}` is any JSON."),
        (
            "{ type: object, patternProperties: { a: {} } }", ".patternProperties",
            "The keyword `patternProperties` is not supported."
        ),
        ("{ type: object, if: {} }", ".if", "The keyword `if` is not supported."),
        ("{ type: object, properties: { a: { type: array } } }", ".properties.a", "`items` is missing."),
        ("{ type: array, items: {}, prefixItems: [] }", ".prefixItems", "The keyword `prefixItems` is not supported."),
        ("{ type: object, properties: { a: false } }", ".properties.a", "A schema that accepts nothing is not supported."),
        ("{ type: object, required: [a] }", ".required[0]", "`a` is required but is not a property."),
        ("{ type: string, minLength: -1 }", ".minLength", "This must be a non-negative whole number."),
        ("{ type: string, minLength: a }", ".minLength", "This must be a non-negative whole number."),
        ("{ type: string, pattern: '[' }", "", "This pattern is incomplete."),
        ("{ type: string, pattern: 'a\\' }", "", "This pattern is incomplete."),
        ("{ type: string, pattern: \"a\\tb\" }", "", "A control character in a pattern must be written as an escape."),
        ("{ enum: [[1]] }", ".enum[0]", "Only strings, numbers, true, false and null are supported as choices."),
        ("{ enum: [] }", "", "There are no choices."),
        ("{ type: string, enum: [1] }", ".enum[0]", "This value is not of type string."),
        ("{ type: integer, const: 1.5 }", ".const", "This value is not of type integer."),
        ("{ enum: [a], const: a }", ".const", "enum and const together are not supported."),
        ("{ enum: [a], minLength: 1 }", ".minLength", "The keyword `minLength` beside enum or const is not supported."),
        ("{ oneOf: [{ type: 'null' }] }", ".oneOf", "The only schema is null."),
        ("{ oneOf: [{ type: string }], anyOf: [{ type: string }] }", "", "oneOf and anyOf together are not supported."),
        ("{ oneOf: [{ type: string }], type: string }", ".type", "The keyword `type` beside oneOf or anyOf is not supported."),
        ("{ allOf: [] }", ".allOf", "There is no schema."),
        ("{ allOf: [{ type: string }, { type: string }] }", "", "allOf is supported for objects only."),
        ("{ $ref: '#/components/schemas/Thing', type: string }", ".type", "The keyword `type` beside $ref is not supported."),
        ("{ $ref: 'other.yml#/Thing' }", ".$ref", "Only references to #/components/schemas/… are supported, not other.yml#/Thing."),
        ("{ $ref: '#/components/schemas/Nowhere' }", "", "There is no schema `Nowhere`."),
        (
            "{ type: array, items: { $ref: '#/components/schemas/Thing' } }", "",
            "A schema that requires itself is not supported: Thing → Thing."
        ),
        ("[1]", "", "This must be an object."),
    ]

    @Test("a schema", arguments: schemas)
    func schema(schema: String, place: String, message: String) {
        let error = #expect(throws: SchemaError.self) { _ = try SmallDocument.thing(schema) }
        #expect(error?.message == message)
        #expect(error?.place == "components.schemas.Thing" + place)
        // It stands on the line after `schemas:`, which is the last line of the text.
        #expect(error?.line == SmallDocument.text(schemas: ["Thing: {}"]).split(separator: "\n").count)
    }

    static let combinations: [(thing: String, others: [String], message: String)] = [
        (
            "{ anyOf: [{ $ref: '#/components/schemas/A' }, { $ref: '#/components/schemas/B' }] }",
            [
                "A: { type: object, required: [a], properties: { a: {} } }",
                "B: { type: object, required: [a, b], properties: { a: {}, b: {} } }",
            ],
            "These objects cannot be distinguished: add a discriminator or distinct properties."
        ),
        (
            "{ oneOf: [{ $ref: '#/components/schemas/A' }, { type: string }], discriminator: { propertyName: kind } }",
            ["A: { type: object, required: [kind], properties: { kind: { const: a } } }"],
            "Each schema must be an object that requires `kind` with a constant."
        ),
        (
            "{ oneOf: [{ $ref: '#/components/schemas/A' }, { $ref: '#/components/schemas/A' }], discriminator: { propertyName: kind } }",
            ["A: { type: object, properties: { kind: { const: a } } }"],
            "Each schema must be an object that requires `kind` with a constant."
        ),
        (
            "{ $ref: '#/components/schemas/A' }", ["A: { $ref: '#/components/schemas/Thing' }"],
            "A schema that requires itself is not supported: A → Thing → A."
        ),
    ]

    @Test("several schemas", arguments: combinations)
    func combination(thing: String, others: [String], message: String) {
        let error = #expect(throws: SchemaError.self) { _ = try SmallDocument.thing(thing, others: others) }
        #expect(error?.message == message)
    }

    static let operations: [(change: (String, String), place: String, message: String)] = [
        (("operationId: getThing", "summary: Get"), "paths./things/.get", "`operationId` is missing."),
        (("getThing", "get-thing"), "paths./things/.get", "`get-thing` is not a valid name in TypeScript."),
        (("get:", "fetch:"), "paths./things/.fetch", "There is no method `fetch`."),
        (("/things/", "/things/{id}/"), "paths./things/{id}/.get", "The parameter `id` is not described."),
        (
            ("operationId", "parameters: [{ name: id, in: path, schema: {} }]\n      operationId"), "paths./things/.get",
            "The parameter `id` is not in the path."
        ),
        (
            ("operationId", "parameters: [{ name: a, in: body, schema: {} }]\n      operationId"),
            "paths./things/.get.parameters[0].in",
            "Parameters in `body` are not supported."
        ),
        (
            ("operationId", "parameters: [{ name: a, in: query, style: pipeDelimited, schema: {} }]\n      operationId"),
            "paths./things/.get.parameters[0].style", "Only `style: form` is supported here."
        ),
        (
            ("operationId", "parameters: [{ name: a, in: query, explode: false, schema: {} }]\n      operationId"),
            "paths./things/.get.parameters[0].explode", "Only `explode: true` is supported here."
        ),
        (
            ("operationId", "parameters: [{ $ref: '#/components/parameters/A' }]\n      operationId"),
            "paths./things/.get.parameters[0].$ref",
            "#/components/parameters/A does not exist under #/components/parameters/."
        ),
        (
            ("operationId", "requestBody: { content: { text/plain: {} } }\n      operationId"),
            "paths./things/.get.requestBody.content",
            "Zodios sends application/json, which is missing here."
        ),
        (("'200'", "'404'"), "paths./things/.get", "There is no success response."),
        (("'200'", "2XX"), "paths./things/.get.responses.2XX", "A status must be a three-digit number or `default`, not 2XX."),
        (
            ("application/json", "image/png"), "paths./things/.get.responses.200.content.image/png",
            "The content type `image/png` is not supported."
        ),
        (
            ("{ application/json:", "{ text/plain: {}, application/json:"), "paths./things/.get.responses.200.content",
            "Several content types are supported only if they have the same schema."
        ),
        (
            ("'200':", "'204': { description: Nothing. }\n        '200':"), "paths./things/.get",
            "Success responses with different content are not supported."
        ),
        (("description: The thing.", "summary: A thing"), "paths./things/.get.responses.200", "`description` is missing."),
        (("3.1.0", "3.0.3"), "openapi", "Only OpenAPI 3.1 is supported."),
        (("paths:", "webhooks:"), "", "`paths` is missing."),
        (("Thing: {", "A-Thing: {"), "components.schemas.A-Thing", "`A-Thing` is not a valid name in TypeScript."),
    ]

    @Test("an operation", arguments: operations)
    func operation(change: (String, String), place: String, message: String) throws {
        let text = SmallDocument.text()
        try #require(text.contains(change.0))
        let error = #expect(throws: SchemaError.self) { _ = try SmallDocument.client(text.replacing(change.0, with: change.1)) }
        #expect(error?.message == message)
        #expect(error?.place == place)
    }

    @Test("two operations with the same name")
    func names() {
        let paths = SmallDocument.anyPath + "\n" + SmallDocument.anyPath.replacing("/things/", with: "/others/")
        let error = #expect(throws: SchemaError.self) { _ = try SmallDocument.client(SmallDocument.text(paths: paths)) }
        #expect(error?.message == "The operation `getThing` already exists.")
    }

    @Test("an error shows its position")
    func description() {
        #expect("\(SchemaError("No.", at: "a.b", line: 3))" == "line 3, a.b: No.")
        #expect("\(SchemaError("No."))" == "No.")
    }
}
