import JobtagSchema
import Testing

/// As prettier lays it out.
@Suite("A long expression is split over several lines")
struct LayoutTests {
    static let layouts: [(schema: String, text: String)] = [
        (
            "{ type: string, enum: [aaaaaaaaaaaaaaaaaaaaa, bbbbbbbbbbbbbbbbb, cccccccc] }",
            """
            z.enum([
              "aaaaaaaaaaaaaaaaaaaaa",
              "bbbbbbbbbbbbbbbbb",
              "cccccccc",
            ])
            """
        ),
        // One column less, and the bracket and the semicolon fit.
        (
            "{ type: string, enum: [aaaaaaaaaaaaaaaaaaaaa, bbbbbbbbbbbbbbbbb, ccccccc] }",
            #"z.enum(["aaaaaaaaaaaaaaaaaaaaa", "bbbbbbbbbbbbbbbbb", "ccccccc"])"#
        ),
        // Three calls, one of them with more than a glance.
        (
            "{ type: string, minLength: 1, pattern: '^[a-z]+$' }",
            """
            z
              .string()
              .min(1)
              .regex(/^[a-z]+$/)
            """
        ),
        ("{ type: string, minLength: 1, pattern: '^[a]$' }", "z.string().min(1).regex(/^[a]$/)"),
        (
            "{ type: array, items: { type: object, required: [aaaaaaaaaaaaaaaaaaaaaa, bbbbbbbbbb], properties: "
                + "{ aaaaaaaaaaaaaaaaaaaaaa: { type: string }, bbbbbbbbbb: { type: string } }, additionalProperties: false } }",
            """
            z.array(
              z.object({ aaaaaaaaaaaaaaaaaaaaaa: z.string(), bbbbbbbbbb: z.string() }),
            )
            """
        ),
        (
            "{ type: object, required: [aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa, bbb], properties: { aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa: "
                + "{ type: array, items: { $ref: '#/components/schemas/Other' } }, bbb: { type: integer } } }",
            """
            z
              .object({
                aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa: z.array(Other),
                bbb: z.number().int(),
              })
              .passthrough()
            """
        ),
    ]

    @Test("as prettier does", arguments: layouts)
    func layout(schema: String, text: String) throws {
        #expect(try SmallDocument.thing(schema, others: ["Other: { type: string }"]) == text)
    }
}
