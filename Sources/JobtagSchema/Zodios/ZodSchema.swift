/// Generates zod 3 expressions for schemas.
struct ZodSchema {
    enum Direction {
        /// For requests. Objects are strict: an unknown field is rejected before it is sent.
        case request
        /// For responses. Members added by a later server are ignored, and lengths of stored values are not
        /// checked: zod counts UTF-16 code units, the document code points.
        case answer
    }

    let interface: Interface
    /// Components used only in requests, which are therefore strict themselves.
    let sent: Set<String>

    func expression(_ schema: Schema, _ direction: Direction, at site: LocatedValue) throws(SchemaError) -> Expression {
        switch schema {
        case .component(let name):
            guard let component = interface.component(name) else { throw site.refusal("There is no schema `\(name)`.") }
            let isShared = direction == .request && !sent.contains(name)
            return isShared && component.schema.isObject ? Expression.token(name).calling("strict") : .token(name)
        case .anything: return .zod("unknown")
        case .null: return .zod("null")
        case .boolean: return .zod("boolean")
        case .text(let text): return try self.text(text, direction, at: site)
        case .number(let number): return self.number(number)
        case .choice(let literals): return choice(literals)
        case .list(let items, let count):
            return limited(.zod("array", try expression(items, direction, at: site)), by: count)
        case .object(let object): return try self.object(object, direction, at: site)
        case .union(let schemas, let discriminator): return try union(schemas, discriminator, direction, at: site)
        case .all(let schemas): return try all(schemas, direction, at: site)
        case .nullable(let schema): return try expression(schema, direction, at: site).calling("nullable")
        }
    }

    private func limited(_ expression: Expression, by limits: Limits) -> Expression {
        var expression = expression
        if let least = limits.least { expression = expression.calling("min", .token("\(least)")) }
        if let most = limits.most { expression = expression.calling("max", .token("\(most)")) }
        return expression
    }

    private func text(_ text: TextSchema, _ direction: Direction, at site: LocatedValue) throws(SchemaError) -> Expression {
        var expression = limited(.zod("string"), by: direction == .request ? text.length : Limits(least: text.length.least))
        if let pattern = text.pattern { expression = expression.calling("regex", try Self.pattern(pattern, at: site)) }
        switch text.format {
        case nil: return expression
        case .uuid: return expression.calling("uuid")
        case .time: return expression.calling("datetime", .object([.init("offset", .token("true"))], isOpen: false))
        // z.string().date() exists only since zod 3.23.
        case .day: return expression.calling("regex", .pattern(#"^\d{4}-\d{2}-\d{2}$"#, flags: ""))
        }
    }

    /// A pattern of the document as a JavaScript regular expression.
    static func pattern(_ source: String, at site: LocatedValue) throws(SchemaError) -> Expression {
        var text = ""
        var isEscaped = false
        var isInClass = false
        for character in source.unicodeScalars {
            switch character {
            case "/" where !isEscaped && !isInClass: text += #"\/"#
            case "\u{0}"..<" ", "\u{7F}", "\u{2028}", "\u{2029}":
                throw site.refusal("A control character in a pattern must be written as an escape.")
            default: text.unicodeScalars.append(character)
            }
            if !isEscaped, character == "[" { isInClass = true }
            if !isEscaped, character == "]" { isInClass = false }
            isEscaped = !isEscaped && character == "\\"
        }
        guard !text.isEmpty, !isEscaped, !isInClass else { throw site.refusal("This pattern is incomplete.") }
        // Without the flag, these mean code units; with it, unnecessary escapes are errors, so it is not always used.
        let isUnicode =
            [#"\p{"#, #"\P{"#, #"\u{"#].contains(where: text.contains) || text.unicodeScalars.contains { $0.value > 0xFFFF }
        return .pattern(text, flags: isUnicode ? "u" : "")
    }

    private func number(_ number: NumberSchema) -> Expression {
        var expression = Expression.zod("number")
        if number.isInteger { expression = expression.calling("int") }
        let limits = [
            ("gte", number.minimum), ("gt", number.exclusiveMinimum), ("lte", number.maximum), ("lt", number.exclusiveMaximum),
            ("multipleOf", number.multipleOf),
        ]
        for case (let name, let limit?) in limits { expression = expression.calling(name, .token(limit)) }
        return expression
    }

    private func choice(_ literals: [Literal]) -> Expression {
        let tokens = literals.map { literal -> Expression in
            switch literal {
            case .text(let text): .text(text)
            case .number(let number): .token(number)
            case .boolean(let flag): .token("\(flag)")
            }
        }
        if tokens.count == 1 { return .zod("literal", tokens[0]) }
        let areTexts = literals.allSatisfy { if case .text = $0 { true } else { false } }
        return areTexts ? .zod("enum", .list(tokens)) : .zod("union", .list(tokens.map { .zod("literal", $0) }))
    }

    private func object(_ object: ObjectSchema, _ direction: Direction, at site: LocatedValue) throws(SchemaError) -> Expression {
        if object.members.isEmpty {
            switch object.others {
            case .refused: break
            case .admitted: return .zod("record", .zod("unknown"))
            case .of(let schema): return .zod("record", try expression(schema, direction, at: site))
            }
        }
        // As generated by openapi-zod-client: `.partial()` if nothing is required.
        let isPartial = !object.members.isEmpty && !object.members.contains(where: \.isRequired)
        let members = try object.members.map { member throws(SchemaError) in
            let value = try optional(member.schema, direction, isRequired: isPartial || member.isRequired, at: site)
            return Expression.Member(member.name, value)
        }
        var expression = Expression.zod("object", .object(members, isOpen: false))
        if isPartial { expression = expression.calling("partial") }
        switch object.others {
        case .refused: return direction == .request ? expression.calling("strict") : expression
        case .admitted: return expression.calling("passthrough")
        case .of(let schema): return expression.calling("catchall", try self.expression(schema, direction, at: site))
        }
    }

    func optional(
        _ schema: Schema, _ direction: Direction, isRequired: Bool, at site: LocatedValue
    ) throws(SchemaError) -> Expression {
        if isRequired { return try expression(schema, direction, at: site) }
        if case .nullable(let schema) = schema { return try expression(schema, direction, at: site).calling("nullish") }
        return try expression(schema, direction, at: site).calling("optional")
    }
}
