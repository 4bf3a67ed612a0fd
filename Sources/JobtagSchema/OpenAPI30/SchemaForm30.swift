/// Converts an OpenAPI 3.1 schema (JSON Schema 2020-12) to OpenAPI 3.0.
enum SchemaForm30 {
    private typealias Member = DocumentValue.Member

    /// Keywords with the same meaning in both.
    private static let same: Set<String> = [
        "title", "description", "default", "example", "deprecated", "readOnly", "writeOnly", "externalDocs", "discriminator", "xml",
        "format", "pattern", "minLength", "maxLength", "multipleOf", "minItems", "maxItems", "uniqueItems", "minProperties",
        "maxProperties", "enum",
    ]

    static func schema(_ site: LocatedValue) throws(SchemaError) -> DocumentValue {
        if case .boolean(let admitsAll) = site.value.content {
            return admitsAll ? object([]) : object([Member(name: "not", value: object([]))])
        }
        var members: [Member] = []
        for (name, keyword) in try site.members() { members += try member(name, keyword, of: site) }
        if site["items"] == nil, members.contains(where: { $0 == Member(name: "type", value: text("array")) }) {
            // Required by 3.0 with this type.
            members.append(Member(name: "items", value: object([])))
        }
        return object(members)
    }

    private static func member(_ name: String, _ keyword: LocatedValue, of site: LocatedValue) throws(SchemaError) -> [Member] {
        switch name {
        case "$comment": return []
        case "$ref":
            // 3.0 ignores everything beside it, so it must be nested one level deeper.
            guard try site.members().contains(where: { $0.name != "$ref" && $0.name != "$comment" }) else {
                return [Member(name: name, value: keyword.value)]
            }
            guard site["allOf"] == nil else { return [] }
            return [Member(name: "allOf", value: DocumentValue(.list([reference(keyword)])))]
        case "type": return try type(keyword, of: site)
        case "const":
            // The fact that the value is always null is lost: generators for 3.0 do not support an `enum` with only null.
            if keyword.value.content == .null, site["type"] != nil { return [] }
            return [Member(name: "enum", value: DocumentValue(.list([keyword.value])))]
        case "examples":
            guard site["example"] == nil, let first = try keyword.items().first else { return [] }
            return [Member(name: "example", value: first.value)]
        case "required": return try keyword.items().isEmpty ? [] : [Member(name: name, value: keyword.value)]
        case "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum": return try limit(name, keyword, of: site)
        case "properties": return [Member(name: name, value: try schemas(in: keyword))]
        case "items", "additionalProperties", "not": return [Member(name: name, value: try schemaOrFlag(name, keyword))]
        case "allOf", "anyOf", "oneOf":
            var schemas: [DocumentValue] = []
            if name == "allOf", let other = site["$ref"] { schemas.append(reference(other)) }
            for item in try keyword.items() { schemas.append(try schema(item)) }
            return [Member(name: name, value: DocumentValue(.list(schemas)))]
        case "unevaluatedProperties":
            // If no other schema applies to the same object, this equals `additionalProperties`.
            let others = ["$ref", "allOf", "anyOf", "oneOf", "additionalProperties"]
            guard !others.contains(where: { site[$0] != nil }) else { throw noEquivalent(name, keyword) }
            return [Member(name: "additionalProperties", value: try schemaOrFlag("additionalProperties", keyword))]
        case "contentEncoding" where try keyword.text() == "base64" && site["format"] == nil:
            return [Member(name: "format", value: text("byte"))]
        case _ where same.contains(name) || name.hasPrefix("x-"): return [Member(name: name, value: keyword.value)]
        default: throw noEquivalent(name, keyword)
        }
    }

    // MARK: - Types

    /// `type`, and the replacement for the type `null`, which 3.0 does not have.
    private static func type(_ type: LocatedValue, of site: LocatedValue) throws(SchemaError) -> [Member] {
        var names: [String] = []
        if case .list = type.value.content {
            for item in try type.items() { names.append(try item.text()) }
        } else {
            names = [try type.text()]
        }
        let others = names.filter { $0 != "null" }
        let nullable = Member(name: "nullable", value: DocumentValue(.boolean(true)))
        switch others.count {
        case 0:
            guard !names.isEmpty else { throw type.refusal("There is no type.") }
            // A value with a type that also accepts null.
            let null = Member(name: "enum", value: DocumentValue(.list([DocumentValue(.null)])))
            return [Member(name: "type", value: text("string")), nullable] + (site["enum"] == nil ? [null] : [])
        case 1: return [Member(name: "type", value: text(others[0]))] + (others.count < names.count ? [nullable] : [])
        default: throw type.refusal("OpenAPI 3.0 does not support several types: use `anyOf` with one schema per type.")
        }
    }

    /// An inclusive or exclusive limit. In 3.0 the latter is a flag beside the former, so the narrower of two is used.
    private static func limit(_ name: String, _ keyword: LocatedValue, of site: LocatedValue) throws(SchemaError) -> [Member] {
        let isMinimum = name.hasSuffix("inimum")
        let (inclusive, exclusive) = isMinimum ? ("minimum", "exclusiveMinimum") : ("maximum", "exclusiveMaximum")
        _ = try keyword.number()
        if let other = site[name == inclusive ? exclusive : inclusive] {
            guard let one = Double(try keyword.number()), let two = Double(try other.number()) else {
                throw keyword.refusal("This must be a number.")
            }
            let isWider = isMinimum ? one < two : one > two
            guard !isWider, one != two || name == exclusive else { return [] }
        }
        let limit = Member(name: inclusive, value: keyword.value)
        return name == inclusive ? [limit] : [limit, Member(name: exclusive, value: DocumentValue(.boolean(true)))]
    }

    // MARK: - Parts

    private static func schemas(in site: LocatedValue) throws(SchemaError) -> DocumentValue {
        var members: [Member] = []
        for (name, property) in try site.members() { members.append(Member(name: name, value: try schema(property))) }
        return object(members)
    }

    /// `additionalProperties` can be true or false in both versions; elsewhere only 3.1 accepts booleans as schemas.
    private static func schemaOrFlag(_ name: String, _ site: LocatedValue) throws(SchemaError) -> DocumentValue {
        if name == "additionalProperties", case .boolean = site.value.content { return site.value }
        return try schema(site)
    }

    private static func reference(_ site: LocatedValue) -> DocumentValue { object([Member(name: "$ref", value: site.value)]) }
    private static func object(_ members: [Member]) -> DocumentValue { DocumentValue(.object(members)) }
    private static func text(_ text: String) -> DocumentValue { DocumentValue(.text(text)) }

    private static func noEquivalent(_ name: String, _ site: LocatedValue) -> SchemaError {
        site.refusal("The keyword `\(name)` has no equivalent in OpenAPI 3.0.")
    }
}
