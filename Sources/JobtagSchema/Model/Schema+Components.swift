extension Schema {
    /// The components that it refers to directly, in order.
    var components: [String] {
        switch self {
        case .component(let name): [name]
        case .anything, .null, .boolean, .text, .number, .choice: []
        case .list(let items, _): items.components
        case .object(let object): object.members.flatMap(\.schema.components) + object.others.components
        case .union(let schemas, _), .all(let schemas): schemas.flatMap(\.components)
        case .nullable(let schema): schema.components
        }
    }

    /// Whether zod represents it as an object, which can be strict.
    var isObject: Bool {
        switch self {
        case .object(let object): !object.members.isEmpty || object.others == .refused
        case .all: true
        default: false
        }
    }
}

extension ObjectSchema.Others {
    fileprivate var components: [String] {
        if case .of(let schema) = self { schema.components } else { [] }
    }
}

extension Interface {
    /// The components in an order in which each comes after those it refers to, otherwise as in the document.
    ///
    /// - Throws: `SchemaError` if a component requires itself, or refers to one that does not exist.
    func sortedComponents() throws(SchemaError) -> [Component] {
        var sorted: [Component] = []
        var done: Set<String> = []
        for component in components { try place(component, in: &sorted, done: &done, under: []) }
        return sorted
    }

    private func place(
        _ component: Component, in sorted: inout [Component], done: inout Set<String>, under path: [String]
    ) throws(SchemaError) {
        guard !done.contains(component.name) else { return }
        guard !path.contains(component.name) else {
            let cycle = (path.drop { $0 != component.name } + [component.name]).joined(separator: " → ")
            throw component.site.refusal("A schema that requires itself is not supported: \(cycle).")
        }
        for name in component.schema.components {
            guard let needed = self.component(name) else { throw component.site.refusal("There is no schema `\(name)`.") }
            try place(needed, in: &sorted, done: &done, under: path + [component.name])
        }
        done.insert(component.name)
        sorted.append(component)
    }

    /// The components reachable from these schemas.
    func reachable(from schemas: [Schema]) -> Set<String> {
        var found: Set<String> = []
        var open = schemas.flatMap(\.components)
        while let name = open.popLast() {
            if found.insert(name).inserted { open += component(name)?.schema.components ?? [] }
        }
        return found
    }
}

extension OpenAPIOperation {
    var sentSchemas: [Schema] { parameters.map(\.schema) + (body.map { [$0.schema] } ?? []) }

    var answeredSchemas: [Schema] {
        answers.compactMap { if case .json(let schema) = $0.content { schema } else { nil } }
    }
}
