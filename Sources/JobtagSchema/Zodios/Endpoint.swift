/// Generates a Zodios endpoint for one operation.
struct Endpoint {
    let operation: OpenAPIOperation
    let schemas: ZodSchema

    func expression() throws(SchemaError) -> Expression {
        var members: [Expression.Member] = [
            .init("method", .text(operation.method)),
            .init("path", .text(operation.path.replacing(/\{([^}]*)\}/) { ":" + $0.1 })),
            .init("alias", .text(operation.identifier)),
        ]
        if let description = operation.description {
            members.append(.init("description", .template(description.trimmed)))
        }
        members.append(.init("requestFormat", .text("json")))
        let parameters = try self.parameters()
        if !parameters.isEmpty { members.append(.init("parameters", .list(parameters))) }
        members.append(.init("response", try response()))
        let errors = try self.errors()
        if !errors.isEmpty { members.append(.init("errors", .list(errors))) }
        return .object(members, isOpen: true)
    }

    private func parameters() throws(SchemaError) -> [Expression] {
        var parameters: [Expression] = []
        if let body = operation.body {
            var members: [Expression.Member] = [.init("name", .text("body"))]
            if let description = body.description { members.append(.init("description", .template(description.trimmed))) }
            let schema = try schemas.optional(body.schema, .request, isRequired: body.isRequired, at: operation.site)
            members += [.init("type", .text("Body")), .init("schema", schema)]
            parameters.append(.object(members, isOpen: true))
        }
        for parameter in operation.parameters {
            let isRequired = parameter.isRequired || parameter.kind == .path
            let schema = try schemas.optional(parameter.schema, .request, isRequired: isRequired, at: operation.site)
            parameters.append(
                .object(
                    [
                        .init("name", .text(parameter.name)), .init("type", .text(parameter.kind.rawValue)),
                        .init("schema", schema),
                    ], isOpen: true))
        }
        return parameters
    }

    private func response() throws(SchemaError) -> Expression {
        let successes = operation.answers.filter { $0.status.hasPrefix("2") }
        guard let first = successes.first else { throw operation.site.refusal("There is no success response.") }
        guard successes.allSatisfy({ $0.content == first.content }) else {
            throw operation.site.refusal("Success responses with different content are not supported.")
        }
        return try expression(first.content)
    }

    /// Every status except success, including 304: axios rejects it like an error.
    private func errors() throws(SchemaError) -> [Expression] {
        try operation.answers.filter { !$0.status.hasPrefix("2") }.map { answer throws(SchemaError) in
            .object(
                [
                    .init("status", answer.status == "default" ? .text("default") : .token(answer.status)),
                    .init("description", .template(answer.description.trimmed)),
                    .init("schema", try expression(answer.content)),
                ], isOpen: true)
        }
    }

    private func expression(_ content: OpenAPIOperation.BufferedResponse.Content) throws(SchemaError) -> Expression {
        switch content {
        case .json(let schema): try schemas.expression(schema, .answer, at: operation.site)
        case .text: .zod("string")
        case .nothing, .stream: .zod("void")
        }
    }
}

extension String {
    /// Without surrounding white space, which YAML's block strings have.
    fileprivate var trimmed: String {
        let isSpace: (Character) -> Bool = { $0.isWhitespace }
        return String(String(drop(while: isSpace).reversed().drop(while: isSpace)).reversed())
    }
}
