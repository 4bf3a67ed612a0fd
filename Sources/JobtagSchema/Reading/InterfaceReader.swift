/// Parses the operations and schemas of an OpenAPI 3.1 document.
struct InterfaceReader {
    private static let methods = ["get", "put", "post", "delete", "options", "head", "patch", "trace"]
    private static let pathItemMembers: Set<String> = ["summary", "description", "parameters", "servers"]

    private let root: LocatedValue

    static func interface(_ document: DocumentValue) throws(SchemaError) -> Interface {
        let reader = InterfaceReader(root: LocatedValue(document))
        let version = try reader.root.needed("openapi")
        guard try version.text().hasPrefix("3.1.") else { throw version.refusal("Only OpenAPI 3.1 is supported.") }
        return Interface(components: try reader.components(), operations: try reader.operations())
    }

    private func components() throws(SchemaError) -> [Interface.Component] {
        var components: [Interface.Component] = []
        for (name, site) in try root["components"]?["schemas"]?.members() ?? [] {
            guard name.wholeMatch(of: /[A-Za-z_][A-Za-z0-9_]*/) != nil else {
                throw site.refusal("`\(name)` is not a valid name in TypeScript.")
            }
            components.append(Interface.Component(name: name, schema: try SchemaReader.schema(site), site: site))
        }
        return components
    }

    private func operations() throws(SchemaError) -> [OpenAPIOperation] {
        var operations: [OpenAPIOperation] = []
        var identifiers: Set<String> = []
        for (path, item) in try root.needed("paths").members() {
            for (name, site) in try item.members() where !Self.pathItemMembers.contains(name) && !name.hasPrefix("x-") {
                guard Self.methods.contains(name) else { throw site.refusal("There is no method `\(name)`.") }
                let operation = try operation(name, path, site, shared: item["parameters"])
                guard identifiers.insert(operation.identifier).inserted else {
                    throw site.refusal("The operation `\(operation.identifier)` already exists.")
                }
                operations.append(operation)
            }
        }
        return operations
    }

    private func operation(
        _ method: String, _ path: String, _ site: LocatedValue, shared: LocatedValue?
    ) throws(SchemaError) -> OpenAPIOperation {
        let identifier = try site.needed("operationId").text()
        guard identifier.wholeMatch(of: /[A-Za-z_][A-Za-z0-9_]*/) != nil else {
            throw site.refusal("`\(identifier)` is not a valid name in TypeScript.")
        }
        // An operation's parameter replaces the path's with the same name and kind.
        var parameters: [OpenAPIOperation.Parameter] = []
        for item in try (shared?.items() ?? []) + (site["parameters"]?.items() ?? []) {
            guard let parameter = try parameter(item) else { continue }
            if let place = parameters.firstIndex(where: { $0.name == parameter.name && $0.kind == parameter.kind }) {
                parameters[place] = parameter
            } else {
                parameters.append(parameter)
            }
        }
        try check(path, parameters, site)
        var answers: [OpenAPIOperation.BufferedResponse] = []
        for (status, answer) in try site.needed("responses").members() { answers.append(try self.answer(status, answer)) }
        return OpenAPIOperation(
            method: method, path: path, identifier: identifier,
            description: try (site["description"] ?? site["summary"])?.text(), parameters: parameters,
            body: try site["requestBody"].map { body throws(SchemaError) in try self.body(body) }, answers: answers, site: site)
    }

    /// Checks that the names in braces are exactly the path parameters.
    private func check(_ path: String, _ parameters: [OpenAPIOperation.Parameter], _ site: LocatedValue) throws(SchemaError) {
        let named = Set(path.matches(of: /\{([^}]*)\}/).map { String($0.1) })
        let given = Set(parameters.filter { $0.kind == .path }.map(\.name))
        if let name = named.symmetricDifference(given).min() {
            throw site.refusal("The parameter `\(name)` is \(named.contains(name) ? "not described" : "not in the path").")
        }
        if let name = named.first(where: { $0.wholeMatch(of: /[A-Za-z_][A-Za-z0-9_]*/) == nil }) {
            throw site.refusal("Zodios does not support the path parameter name `\(name)`.")
        }
    }

    /// - Returns: nil for a cookie, which the browser sends.
    private func parameter(_ item: LocatedValue) throws(SchemaError) -> OpenAPIOperation.Parameter? {
        let site = try resolved(item, in: "parameters")
        let place = try site.needed("in")
        let kind: OpenAPIOperation.Parameter.Kind
        switch try place.text() {
        case "path": kind = .path
        case "query": kind = .query
        case "header": kind = .header
        case "cookie": return nil
        case let other: throw place.refusal("Parameters in `\(other)` are not supported.")
        }
        let style = kind == .query ? "form" : "simple"
        if let given = site["style"], try given.text() != style { throw given.refusal("Only `style: \(style)` is supported here.") }
        let explode = kind == .query
        if let given = site["explode"], try given.flag() != explode {
            throw given.refusal("Only `explode: \(explode)` is supported here.")
        }
        let schema = try SchemaReader.schema(try site.needed("schema"))
        return OpenAPIOperation.Parameter(
            name: try site.needed("name").text(), kind: kind, schema: schema, isRequired: try site["required"]?.flag() ?? false)
    }

    private func body(_ item: LocatedValue) throws(SchemaError) -> OpenAPIOperation.Body {
        let site = try resolved(item, in: "requestBodies")
        let content = try site.needed("content")
        guard let json = content["application/json"] else {
            throw content.refusal("Zodios sends application/json, which is missing here.")
        }
        return OpenAPIOperation.Body(
            description: try site["description"]?.text(), schema: try SchemaReader.schema(try json.needed("schema")),
            isRequired: try site["required"]?.flag() ?? false)
    }

    private func answer(_ status: String, _ item: LocatedValue) throws(SchemaError) -> OpenAPIOperation.BufferedResponse {
        guard status == "default" || status.wholeMatch(of: /[1-5][0-9][0-9]/) != nil else {
            throw item.refusal("A status must be a three-digit number or `default`, not \(status).")
        }
        let site = try resolved(item, in: "responses")
        return OpenAPIOperation.BufferedResponse(
            status: status, description: try site.needed("description").text(), content: try content(site["content"]))
    }

    private func content(_ site: LocatedValue?) throws(SchemaError) -> OpenAPIOperation.BufferedResponse.Content {
        guard let site, let (type, body) = try site.members().first else { return .nothing }
        let content = try content(of: type, body)
        for (type, body) in try site.members().dropFirst() where try self.content(of: type, body) != content {
            throw site.refusal("Several content types are supported only if they have the same schema.")
        }
        return content
    }

    private func content(of type: String, _ body: LocatedValue) throws(SchemaError) -> OpenAPIOperation.BufferedResponse.Content {
        if type == "application/json" || type.hasSuffix("+json") {
            return .json(try SchemaReader.schema(try body.needed("schema")))
        }
        if type == "text/event-stream" { return .stream }
        if type.hasPrefix("text/") || type == "application/yaml" { return .text }
        throw body.refusal("The content type `\(type)` is not supported.")
    }

    /// Resolves references to `#/components/<kind>/<name>`.
    private func resolved(_ site: LocatedValue, in kind: String) throws(SchemaError) -> LocatedValue {
        var site = site
        var seen: Set<String> = []
        while let reference = site["$ref"] {
            let prefix = "#/components/\(kind)/"
            let text = try reference.text()
            let name = String(text.dropFirst(prefix.count))
            guard text.hasPrefix(prefix), seen.insert(text).inserted, let target = root["components"]?[kind]?[name] else {
                throw reference.refusal("\(text) does not exist under \(prefix).")
            }
            site = target
        }
        return site
    }
}
