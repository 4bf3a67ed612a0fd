/// Converts an OpenAPI 3.1 document to OpenAPI 3.0.
///
/// It describes the same API: whatever 3.0 expresses differently is converted, and annotations without a place in 3.0 are dropped.
/// Any other feature of 3.1 is rejected with its position, so that the result never accepts more than the original.
///
/// The same document always gives the same result, in the original order.
enum DocumentForm30 {
    /// The supported dialects of JSON Schema.
    private static let dialects = [
        "https://spec.openapis.org/oas/3.1/dialect/base", "https://json-schema.org/draft/2020-12/schema",
    ]

    static func document(_ document: DocumentValue) throws(SchemaError) -> DocumentValue {
        let root = LocatedValue(document)
        let version = try root.needed("openapi")
        guard try version.text().hasPrefix("3.1.") else { throw version.refusal("Only OpenAPI 3.1 is supported.") }
        if let dialect = root["jsonSchemaDialect"], !dialects.contains(try dialect.text()) {
            throw dialect.refusal("This dialect is not supported.")
        }
        guard root["paths"] != nil else { throw root.refusal("`paths` is missing, which OpenAPI 3.0 needs.") }
        return try form(of: root, as: .object(.document))
    }

    private static func form(of site: LocatedValue, as part: DocumentPart) throws(SchemaError) -> DocumentValue {
        switch part {
        case .same: return site.value
        case .version: return DocumentValue(.text("3.0.3"))
        case .schema: return try SchemaForm30.schema(site)
        case .list(let part):
            var values: [DocumentValue] = []
            for item in try site.items() { values.append(try form(of: item, as: part)) }
            return DocumentValue(.list(values))
        case .map(let part):
            var members: [DocumentValue.Member] = []
            for (name, member) in try site.members() {
                members.append(.init(name: name, value: try form(of: member, as: part)))
            }
            return DocumentValue(.object(members))
        case .extensibleMap(let part):
            var members: [DocumentValue.Member] = []
            for (name, member) in try site.members() {
                members.append(.init(name: name, value: try form(of: member, as: name.hasPrefix("x-") ? .same : part)))
            }
            return DocumentValue(.object(members))
        case .object(let kind): return try object(site, kind)
        }
    }

    private static func object(_ site: LocatedValue, _ kind: DocumentObject) throws(SchemaError) -> DocumentValue {
        if kind.canBeReference, let reference = site["$ref"] {
            // 3.0 ignores everything beside it.
            return DocumentValue(.object([.init(name: "$ref", value: reference.value)]))
        }
        if kind == .operation, site["responses"] == nil {
            throw site.refusal("`responses` is missing, which OpenAPI 3.0 needs.")
        }
        if kind == .securityScheme, let type = site["type"], try type.text() == "mutualTLS" {
            throw type.refusal("`mutualTLS` has no equivalent in OpenAPI 3.0.")
        }
        var members: [DocumentValue.Member] = []
        for (name, member) in try site.members() where !kind.leftOut.contains(name) {
            if kind == .license, name == "identifier" {
                members += try license(member, of: site)
            } else if name.hasPrefix("x-") {
                members.append(.init(name: name, value: member.value))
            } else if let part = kind.parts[name] {
                members.append(.init(name: name, value: try form(of: member, as: part)))
            } else {
                throw member.refusal("`\(name)` has no equivalent in OpenAPI 3.0.")
            }
        }
        return DocumentValue(.object(members))
    }

    /// The URL of an SPDX licence identifier. An expression of several licences has none.
    private static func license(_ identifier: LocatedValue, of site: LocatedValue) throws(SchemaError) -> [DocumentValue.Member] {
        let name = try identifier.text()
        guard site["url"] == nil, name.wholeMatch(of: /[A-Za-z0-9.-]+/) != nil else { return [] }
        return [.init(name: "url", value: DocumentValue(.text("https://spdx.org/licenses/\(name).html")))]
    }
}
