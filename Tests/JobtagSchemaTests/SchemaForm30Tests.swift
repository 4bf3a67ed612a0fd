import JobtagSchema
import Testing

@Suite("A schema in OpenAPI 3.0")
struct SchemaForm30Tests {
    /// Schemas of 3.1, and the same in 3.0. Both are YAML.
    static let forms: [(schema: String, form: String)] = [
        // What is the same.
        ("{}", "{}"),
        (
            "{ type: string, minLength: 1, maxLength: 9, pattern: '^a$' }",
            "{ type: string, minLength: 1, maxLength: 9, pattern: '^a$' }"
        ),
        (
            "{ type: number, minimum: 1, maximum: 2.50, multipleOf: 0.5 }",
            "{ type: number, minimum: 1, maximum: 2.50, multipleOf: 0.5 }"
        ),
        ("{ $ref: '#/components/schemas/A' }", "{ $ref: '#/components/schemas/A' }"),
        ("{ type: string, enum: [b, a] }", "{ type: string, enum: [b, a] }"),
        ("{ type: object, additionalProperties: false }", "{ type: object, additionalProperties: false }"),
        ("{ type: object, x-note: { type: [string, 'null'] } }", "{ type: object, x-note: { type: [string, 'null'] } }"),
        (
            "{ title: A, description: B, deprecated: true, default: 1 }",
            "{ title: A, description: B, deprecated: true, default: 1 }"
        ),
        // Null.
        ("{ type: [string, 'null'], format: uuid }", "{ type: string, nullable: true, format: uuid }"),
        ("{ type: ['null', integer] }", "{ type: integer, nullable: true }"),
        ("{ type: [string] }", "{ type: string }"),
        ("{ type: 'null' }", "{ type: string, nullable: true, enum: [null] }"),
        (
            "{ anyOf: [{ $ref: '#/components/schemas/A' }, { type: 'null' }] }",
            "{ anyOf: [{ $ref: '#/components/schemas/A' }, { type: string, nullable: true, enum: [null] }] }"
        ),
        ("{ type: [string, 'null'], enum: [a, null] }", "{ type: string, nullable: true, enum: [a, null] }"),
        ("{ type: [string, 'null'], const: null }", "{ type: string, nullable: true }"),
        ("{ const: null }", "{ enum: [null] }"),
        // One value.
        ("{ type: string, const: a }", "{ type: string, enum: [a] }"),
        ("{ type: boolean, const: true }", "{ type: boolean, enum: [true] }"),
        // Limits.
        ("{ type: number, exclusiveMinimum: 1 }", "{ type: number, minimum: 1, exclusiveMinimum: true }"),
        ("{ type: number, exclusiveMaximum: 1e2 }", "{ type: number, maximum: 1e2, exclusiveMaximum: true }"),
        ("{ type: number, minimum: 2, exclusiveMinimum: 1 }", "{ type: number, minimum: 2 }"),
        ("{ type: number, minimum: 1, exclusiveMinimum: 2 }", "{ type: number, minimum: 2, exclusiveMinimum: true }"),
        ("{ type: number, minimum: 1.0, exclusiveMinimum: 1 }", "{ type: number, minimum: 1, exclusiveMinimum: true }"),
        ("{ type: number, maximum: 2, exclusiveMaximum: 1 }", "{ type: number, maximum: 1, exclusiveMaximum: true }"),
        ("{ type: number, maximum: 1, exclusiveMaximum: 2 }", "{ type: number, maximum: 1 }"),
        // References with something beside them.
        (
            "{ $ref: '#/components/schemas/A', description: One. }",
            "{ allOf: [{ $ref: '#/components/schemas/A' }], description: One. }"
        ),
        (
            "{ $ref: '#/components/schemas/A', allOf: [{ type: object }] }",
            "{ allOf: [{ $ref: '#/components/schemas/A' }, { type: object }] }"
        ),
        ("{ $ref: '#/components/schemas/A', $comment: Why. }", "{ $ref: '#/components/schemas/A' }"),
        // Explanations.
        ("{ type: string, examples: [a, b] }", "{ type: string, example: a }"),
        ("{ type: string, examples: [a], example: b }", "{ type: string, example: b }"),
        ("{ type: string, examples: [] }", "{ type: string }"),
        ("{ type: string, $comment: Why. }", "{ type: string }"),
        // What is schema or flag, list or nothing.
        ("{ type: object, properties: { a: true, b: false } }", "{ type: object, properties: { a: {}, b: { not: {} } } }"),
        ("{ type: object, required: [] }", "{ type: object }"),
        ("{ type: array }", "{ type: array, items: {} }"),
        ("{ type: [array, 'null'] }", "{ type: array, nullable: true, items: {} }"),
        ("{ type: array, items: true }", "{ type: array, items: {} }"),
        ("{ type: object, unevaluatedProperties: false }", "{ type: object, additionalProperties: false }"),
        // Bytes in a text.
        ("{ type: string, contentEncoding: base64 }", "{ type: string, format: byte }"),
        // All the way down.
        (
            "{ type: object, properties: { a: { type: array, items: { oneOf: [{ not: { const: 1 } }] } } } }",
            "{ type: object, properties: { a: { type: array, items: { oneOf: [{ not: { enum: [1] } }] } } } }"
        ),
        ("{ type: object, additionalProperties: { const: 1 } }", "{ type: object, additionalProperties: { enum: [1] } }"),
        // Names are no keywords.
        (
            "{ type: object, properties: { const: { type: [string, 'null'] }, examples: {} } }",
            "{ type: object, properties: { const: { type: string, nullable: true }, examples: {} } }"
        ),
    ]

    @Test("has the same meaning, in the same order", arguments: forms)
    func form(schema: String, form: String) throws {
        #expect(try Self.thing(schema) == DocumentValue(yaml: form))
    }

    static let refused: [(schema: String, place: String, message: String)] =
        [
            "prefixItems", "contains", "minContains", "maxContains", "unevaluatedItems", "patternProperties", "propertyNames",
            "dependentRequired", "dependentSchemas", "if", "then", "else", "contentMediaType", "contentSchema", "$id", "$anchor",
            "$defs",
            "$dynamicRef", "$schema", "nullable", "colour",
        ].map { ("{ \($0): {} }", ".\($0)", "The keyword `\($0)` has no equivalent in OpenAPI 3.0.") } + [
            (
                "{ type: [string, integer] }", ".type",
                "OpenAPI 3.0 does not support several types: use `anyOf` with one schema per type."
            ),
            ("{ type: [] }", ".type", "There is no type."),
            ("{ type: 1 }", ".type", "This must be a string."),
            ("{ type: number, exclusiveMinimum: true }", ".exclusiveMinimum", "This must be a number."),
            (
                "{ allOf: [], unevaluatedProperties: false }", ".unevaluatedProperties",
                "The keyword `unevaluatedProperties` has no equivalent in OpenAPI 3.0."
            ),
            (
                "{ type: string, contentEncoding: quoted-printable }", ".contentEncoding",
                "The keyword `contentEncoding` has no equivalent in OpenAPI 3.0."
            ),
            ("{ properties: { a: { items: [1] } } }", ".properties.a.items", "This must be an object."),
        ]

    @Test("rejects keywords without equivalent, with their position", arguments: refused)
    func refusal(schema: String, place: String, message: String) {
        let error = #expect(throws: SchemaError.self) { _ = try Self.thing(schema) }
        #expect(error?.message == message)
        #expect(error?.place == "components.schemas.Thing" + place)
    }

    /// `Thing` of a document that has it, in 3.0.
    private static func thing(_ schema: String) throws -> DocumentValue? {
        let document = try DocumentValue(yaml: SmallDocument.text(schemas: ["Thing: \(schema)"]))
        return try OpenAPIVersion.version30.form(of: document)["components"]?["schemas"]?["Thing"]
    }
}

extension DocumentValue {
    subscript(name: String) -> DocumentValue? {
        guard case .object(let members) = content else { return nil }
        return members.first { $0.name == name }?.value
    }
}
