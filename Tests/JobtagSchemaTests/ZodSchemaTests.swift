import JobtagSchema
import Testing

@Suite("A schema becomes a zod expression")
struct ZodSchemaTests {
    static let constructs: [(yaml: String, zod: String)] = [
        ("{ type: string }", "z.string()"),
        ("{ type: string, minLength: 1 }", "z.string().min(1)"),
        ("{ type: string, pattern: '^a/b[/]$' }", #"z.string().regex(/^a\/b[/]$/)"#),
        (#"{ type: string, pattern: '^\/$' }"#, #"z.string().regex(/^\/$/)"#),
        (#"{ type: string, pattern: '^\p{L}+$' }"#, #"z.string().regex(/^\p{L}+$/u)"#),
        ("{ type: string, format: uuid }", "z.string().uuid()"),
        ("{ type: string, format: date-time }", "z.string().datetime({ offset: true })"),
        ("{ type: string, format: date }", #"z.string().regex(/^\d{4}-\d{2}-\d{2}$/)"#),
        ("{ type: string, format: email }", "z.string()"),
        ("{ type: string, format: password }", "z.string()"),
        ("{ type: string, enum: [a] }", #"z.literal("a")"#),
        ("{ type: string, enum: [a, 'say \"b\"'] }", #"z.enum(["a", "say \"b\""])"#),
        ("{ enum: [a, b] }", #"z.enum(["a", "b"])"#),
        ("{ type: [string, 'null'], enum: [a, b, null] }", #"z.enum(["a", "b"]).nullable()"#),
        ("{ type: [string, 'null'], enum: [a, b] }", #"z.enum(["a", "b"])"#),
        ("{ type: integer, enum: [1, 2] }", "z.union([z.literal(1), z.literal(2)])"),
        ("{ type: boolean, const: true }", "z.literal(true)"),
        ("{ const: 412 }", "z.literal(412)"),
        ("{ const: null }", "z.null()"),
        ("{ type: integer }", "z.number().int()"),
        ("{ type: integer, minimum: 0, maximum: 9 }", "z.number().int().gte(0).lte(9)"),
        ("{ type: number, exclusiveMinimum: 0.5, exclusiveMaximum: 1e3 }", "z.number().gt(0.5).lt(1e3)"),
        ("{ type: number, multipleOf: 0.01 }", "z.number().multipleOf(0.01)"),
        ("{ type: boolean }", "z.boolean()"),
        ("{ type: 'null' }", "z.null()"),
        ("{ type: [string, 'null'], minLength: 1 }", "z.string().min(1).nullable()"),
        (
            "{ type: [integer, array, 'null'], items: { type: string } }",
            "z.union([z.number().int(), z.array(z.string())]).nullable()"
        ),
        ("{}", "z.unknown()"),
        ("true", "z.unknown()"),
        ("{ description: Anything. }", "z.unknown()"),
        ("{ type: array, items: { type: string }, minItems: 1, maxItems: 5 }", "z.array(z.string()).min(1).max(5)"),
        ("{ type: array, items: { $ref: '#/components/schemas/Other' }, uniqueItems: true }", "z.array(Other)"),
        ("{ $ref: '#/components/schemas/Other', description: The other. }", "Other"),
        ("{ anyOf: [{ $ref: '#/components/schemas/Other' }, { type: 'null' }] }", "Other.nullable()"),
        ("{ oneOf: [{ type: string }, { type: boolean }] }", "z.union([z.string(), z.boolean()])"),
        ("{ allOf: [{ $ref: '#/components/schemas/Other' }] }", "Other"),
        ("{ type: object }", "z.record(z.unknown())"),
        ("{ type: object, additionalProperties: { type: string } }", "z.record(z.string())"),
        ("{ type: object, additionalProperties: false }", "z.object({})"),
        (
            "{ type: object, required: [a], additionalProperties: false, properties: { a: { type: string }, b-c: { type: [string, 'null'] } } }",
            #"z.object({ a: z.string(), "b-c": z.string().nullish() })"#
        ),
        ("{ type: object, required: [a], properties: { a: { type: string } } }", "z.object({ a: z.string() }).passthrough()"),
        (
            "{ type: object, required: [a], properties: { a: { type: string } }, additionalProperties: { type: boolean } }",
            "z.object({ a: z.string() }).catchall(z.boolean())"
        ),
        (
            "{ type: object, additionalProperties: false, properties: { a: { type: string }, b: { type: [string, 'null'] } } }",
            "z.object({ a: z.string(), b: z.string().nullable() }).partial()"
        ),
        ("{ type: string, default: a, example: b, readOnly: true, x-more: 1 }", "z.string()"),
    ]

    @Test("in a response", arguments: constructs)
    func answer(yaml: String, zod: String) throws {
        let other = "Other: { type: object, additionalProperties: false, required: [id], properties: { id: { type: string } } }"
        #expect(try SmallDocument.thing(yaml, others: [other]) == zod)
    }

    @Test("a response's length has no upper limit, a request's has")
    func lengths() throws {
        #expect(try SmallDocument.thing("{ type: string, maxLength: 5 }") == "z.string()")
        #expect(try SmallDocument.thing("{ type: string, maxLength: 5 }", isSent: true) == "z.string().max(5)")
    }

    @Test("a request is strict, a response is not")
    func strict() throws {
        let schema = "{ type: object, additionalProperties: false, required: [a], properties: { a: { type: string } } }"
        #expect(try SmallDocument.thing(schema) == "z.object({ a: z.string() })")
        #expect(try SmallDocument.thing(schema, isSent: true) == "z.object({ a: z.string() }).strict()")
        let nested = "{ type: object, required: [b], additionalProperties: false, properties: { b: \(schema) } }"
        #expect(try SmallDocument.thing(nested, isSent: true).matches(of: /\.strict\(\)/).count == 2)
    }

    @Test("a schema for both is strict only in requests")
    func shared() throws {
        let path = """
              /things/:
                put:
                  operationId: replaceThing
                  requestBody: { content: { application/json: { schema: { $ref: '#/components/schemas/Thing' } } } }
                  responses: { '200': { description: It., content: { application/json: { schema: { $ref: '#/components/schemas/Thing' } } } } }
            """
        let thing = "Thing: { type: object, additionalProperties: false, required: [a], properties: { a: { type: string } } }"
        let client = try SmallDocument.client(SmallDocument.text(schemas: [thing], paths: path))
        #expect(client.contains("const Thing = z.object({ a: z.string() });"))
        #expect(client.contains("schema: Thing.strict().optional(),"))
        #expect(client.contains("response: Thing,"))
    }

    @Test("a default is not sent: in a PATCH it would change untouched fields")
    func defaults() throws {
        let schema = "{ type: object, additionalProperties: false, properties: { a: { type: integer, default: 0 } } }"
        #expect(try SmallDocument.thing(schema, isSent: true) == "z.object({ a: z.number().int() }).partial().strict()")
    }

    @Test("combined objects stay an object")
    func all() throws {
        let base = "Base: { type: object, additionalProperties: false, required: [a], properties: { a: { type: string } } }"
        let more = "{ type: object, required: [b], properties: { b: { type: string } }, additionalProperties: false }"
        let optional = "{ type: object, properties: { c: { type: string } }, additionalProperties: false }"
        let schema = "{ allOf: [{ $ref: '#/components/schemas/Base' }, \(more), \(optional)], unevaluatedProperties: false }"
        let expected = """
            Base.extend({ b: z.string() }).merge(
              z.object({ c: z.string() }).partial(),
            )
            """
        let result = try SmallDocument.thing(schema, others: [base])
        #expect(result.filter { !$0.isWhitespace && $0 != "," } == expected.filter { !$0.isWhitespace && $0 != "," })
        #expect(try SmallDocument.thing(schema, others: [base], isSent: true).hasSuffix(".strict()"))
    }

    @Test("keywords beside allOf become another part of it")
    func besideAll() throws {
        let base = "Base: { type: object, additionalProperties: false, required: [a], properties: { a: { type: string } } }"
        let schema =
            "{ allOf: [{ $ref: '#/components/schemas/Base' }], type: object, required: [b], properties: { b: { type: string } } }"
        #expect(try SmallDocument.thing(schema, others: [base]) == "Base.extend({ b: z.string() })")
    }

    @Test("a discriminator makes a discriminated union")
    func discriminator() throws {
        func object(_ kind: String) -> String {
            "\(kind): { type: object, additionalProperties: false, required: [kind], properties: { kind: { const: \(kind) } } }"
        }
        let schema =
            "{ oneOf: [{ $ref: '#/components/schemas/A' }, { $ref: '#/components/schemas/B' }], discriminator: { propertyName: kind } }"
        #expect(try SmallDocument.thing(schema, others: [object("A"), object("B")]) == #"z.discriminatedUnion("kind", [A, B])"#)
    }

    @Test("objects with distinct required members can be distinguished")
    func distinct() throws {
        let others = [
            "A: { type: object, additionalProperties: false, required: [a, id], properties: { id: {}, a: { type: string } } }",
            "B: { type: object, additionalProperties: false, required: [b, id], properties: { id: {}, b: { type: string } } }",
        ]
        let schema = "{ anyOf: [{ $ref: '#/components/schemas/A' }, { $ref: '#/components/schemas/B' }] }"
        #expect(try SmallDocument.thing(schema, others: others) == "z.union([A, B])")
    }
}
