/// Parses the JSON Schemas of an OpenAPI 3.1 document.
///
/// Every keyword is either parsed, or known not to restrict values, or known to be checked by the server. Any other is rejected
/// with its position, so that a client never accepts more than its author intended.
enum SchemaReader {
    /// Annotations that do not restrict values. `default` is deliberately one of them: the server sets missing values.
    private static let annotations: Set<String> = [
        "title", "description", "default", "example", "examples", "deprecated", "readOnly", "writeOnly", "externalDocs", "$comment",
    ]
    /// Keywords that zod lacks, or treats differently. The server checks them, with a 400.
    private static let leftToServer: Set<String> = ["uniqueItems", "minProperties", "maxProperties"]
    private static let formatsLeftToServer: Set<String> = ["email", "password", "uri", "uri-reference", "int32", "int64"]

    private static let keywords: [String: Set<String>] = [
        "string": ["minLength", "maxLength", "pattern", "format"],
        "number": ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "format"],
        "integer": ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "format"],
        "array": ["items", "minItems", "maxItems", "uniqueItems"],
        "object": [
            "properties", "required", "additionalProperties", "unevaluatedProperties", "minProperties", "maxProperties",
        ],
        "boolean": [],
        "null": [],
    ]

    static func schema(_ site: LocatedValue) throws(SchemaError) -> Schema {
        if case .boolean(let isAnything) = site.value.content {
            guard isAnything else { throw site.refusal("A schema that accepts nothing is not supported.") }
            return .anything
        }
        let given = Set(try site.members().map(\.name).filter { !annotations.contains($0) && !$0.hasPrefix("x-") })
        if given.isEmpty { return .anything }
        if let reference = site["$ref"] {
            try refuse(given.subtracting(["$ref"]), of: site, beside: "$ref")
            return .component(try componentName(reference))
        }
        if let parts = site["oneOf"] ?? site["anyOf"] {
            try refuse(given.subtracting(["oneOf", "anyOf", "discriminator"]), of: site, beside: "oneOf or anyOf")
            guard site["oneOf"] == nil || site["anyOf"] == nil else {
                throw site.refusal("oneOf and anyOf together are not supported.")
            }
            return try union(parts, discriminator: try site["discriminator"]?.needed("propertyName").text())
        }
        if let parts = site["allOf"] { return try all(parts, site, given) }
        return try typed(site, given)
    }

    /// The name in `#/components/schemas/Name`.
    static func componentName(_ reference: LocatedValue) throws(SchemaError) -> String {
        let text = try reference.text()
        let prefix = "#/components/schemas/"
        guard text.hasPrefix(prefix), !text.dropFirst(prefix.count).contains("/") else {
            throw reference.refusal("Only references to \(prefix)… are supported, not \(text).")
        }
        return String(text.dropFirst(prefix.count))
    }

    private static func refuse(_ unknown: Set<String>, of site: LocatedValue, beside keyword: String? = nil) throws(SchemaError) {
        guard let name = unknown.min() else { return }
        let place = keyword.map { " beside \($0)" } ?? ""
        throw (site[name] ?? site).refusal("The keyword `\(name)`\(place) is not supported.")
    }

    // MARK: - Combinations

    private static func union(_ parts: LocatedValue, discriminator: String?) throws(SchemaError) -> Schema {
        var schemas: [Schema] = []
        for part in try parts.items() { schemas.append(try schema(part)) }
        let others = schemas.filter { $0 != .null }
        guard !others.isEmpty else { throw parts.refusal("The only schema is null.") }
        let union = others.count == 1 ? others[0] : Schema.union(others, discriminator: discriminator)
        return others.count == schemas.count ? union : .nullable(union)
    }

    private static func all(_ parts: LocatedValue, _ site: LocatedValue, _ given: Set<String>) throws(SchemaError) -> Schema {
        var schemas: [Schema] = []
        for part in try parts.items() { schemas.append(try schema(part)) }
        let own = given.subtracting(["allOf", "unevaluatedProperties"])
        if !own.isEmpty {
            // Keywords beside allOf form one more part of it.
            schemas.append(.object(try object(site, given.subtracting(["allOf"]))))
        } else if let others = site["unevaluatedProperties"], try others.flag() {
            throw others.refusal("Only `unevaluatedProperties: false` is supported.")
        }
        guard !schemas.isEmpty else { throw parts.refusal("There is no schema.") }
        return schemas.count == 1 ? schemas[0] : .all(schemas)
    }

    // MARK: - Types

    private static func typed(_ site: LocatedValue, _ given: Set<String>) throws(SchemaError) -> Schema {
        var types: [String] = []
        if let type = site["type"] {
            if case .list = type.value.content {
                for item in try type.items() { types.append(try item.text()) }
            } else {
                types = [try type.text()]
            }
            for name in types where keywords[name] == nil { throw type.refusal("There is no type `\(name)`.") }
        }
        if site["enum"] != nil || site["const"] != nil {
            try refuse(given.subtracting(["type", "enum", "const"]), of: site, beside: "enum or const")
            return try choice(site, types: types)
        }
        guard !types.isEmpty else { throw site.refusal("A schema without `type` is not supported; `{}` is any JSON.") }
        try refuse(given.subtracting(types.reduce(into: ["type"]) { $0.formUnion(keywords[$1] ?? []) }), of: site)

        let others = types.filter { $0 != "null" }
        guard !others.isEmpty else { return .null }
        var schemas: [Schema] = []
        for type in others { schemas.append(try typed(type, site, given)) }
        let schema = schemas.count == 1 ? schemas[0] : Schema.union(schemas, discriminator: nil)
        return others.count == types.count ? schema : .nullable(schema)
    }

    private static func typed(_ type: String, _ site: LocatedValue, _ given: Set<String>) throws(SchemaError) -> Schema {
        switch type {
        case "boolean": return .boolean
        case "string": return .text(try text(site))
        case "number", "integer": return .number(try number(site, isInteger: type == "integer"))
        case "array":
            guard let items = site["items"] else { throw site.refusal("`items` is missing.") }
            let count = Limits(least: try site["minItems"]?.count(), most: try site["maxItems"]?.count())
            return .list(try schema(items), count: count)
        default: return .object(try object(site, given.subtracting(leftToServer)))
        }
    }

    private static func choice(_ site: LocatedValue, types: [String]) throws(SchemaError) -> Schema {
        let values = if let list = site["enum"] { try list.items() } else { [try site.needed("const")] }
        if let const = site["const"], site["enum"] != nil { throw const.refusal("enum and const together are not supported.") }
        var literals: [Literal] = []
        var hasNull = false
        for value in values {
            let (literal, fitting): (Literal?, Set<String>) =
                switch value.value.content {
                case .text(let text): (.text(text), ["string"])
                case .number(let number): (.number(number), Int(number) == nil ? ["number"] : ["number", "integer"])
                case .boolean(let flag): (.boolean(flag), ["boolean"])
                case .null: (nil, ["null"])
                case .list, .object: throw value.refusal("Only strings, numbers, true, false and null are supported as choices.")
                }
            guard types.isEmpty || !fitting.isDisjoint(with: types) else {
                throw value.refusal("This value is not of type \(types.joined(separator: " or ")).")
            }
            if let literal { literals.append(literal) } else { hasNull = true }
        }
        guard !literals.isEmpty else {
            guard hasNull else { throw site.refusal("There are no choices.") }
            return .null
        }
        return hasNull ? .nullable(.choice(literals)) : .choice(literals)
    }

    private static func text(_ site: LocatedValue) throws(SchemaError) -> TextSchema {
        var schema = TextSchema()
        schema.length = Limits(least: try site["minLength"]?.count(), most: try site["maxLength"]?.count())
        schema.pattern = try site["pattern"]?.text()
        if let format = site["format"], case let name = try format.text(), !formatsLeftToServer.contains(name) {
            schema.format = TextSchema.Format(rawValue: name)
            if schema.format == nil { throw format.refusal("The format `\(name)` is not supported.") }
        }
        return schema
    }

    private static func number(_ site: LocatedValue, isInteger: Bool) throws(SchemaError) -> NumberSchema {
        if let format = site["format"], case let name = try format.text(), !formatsLeftToServer.contains(name) {
            throw format.refusal("The format `\(name)` is not supported.")
        }
        return NumberSchema(
            isInteger: isInteger, minimum: try site["minimum"]?.number(), maximum: try site["maximum"]?.number(),
            exclusiveMinimum: try site["exclusiveMinimum"]?.number(), exclusiveMaximum: try site["exclusiveMaximum"]?.number(),
            multipleOf: try site["multipleOf"]?.number())
    }

    private static func object(_ site: LocatedValue, _ given: Set<String>) throws(SchemaError) -> ObjectSchema {
        let known: Set<String> = ["type", "properties", "required", "additionalProperties", "unevaluatedProperties"]
        try refuse(given.subtracting(known).subtracting(leftToServer), of: site)
        if let type = site["type"], case .text(let name) = type.value.content, name != "object" {
            throw type.refusal("A schema with properties must have the type object.")
        }
        var object = ObjectSchema()
        var required: [String: LocatedValue] = [:]
        for name in try site["required"]?.items() ?? [] { required[try name.text()] = name }
        for (name, member) in try site["properties"]?.members() ?? [] {
            object.members.append(
                ObjectSchema.Member(name: name, schema: try schema(member), isRequired: required.removeValue(forKey: name) != nil))
        }
        if let (name, place) = required.min(by: { $0.key < $1.key }) {
            throw place.refusal("`\(name)` is required but is not a property.")
        }
        for keyword in ["additionalProperties", "unevaluatedProperties"] {
            guard let others = site[keyword] else { continue }
            object.others =
                switch try schemaOrRefused(others) {
                case nil: .refused
                case .anything: .admitted
                case let schema?: .of(schema)
                }
        }
        return object
    }

    private static func schemaOrRefused(_ site: LocatedValue) throws(SchemaError) -> Schema? {
        if case .boolean(false) = site.value.content { return nil }
        return try schema(site)
    }
}
