extension ZodSchema {
    func union(
        _ schemas: [Schema], _ discriminator: String?, _ direction: Direction, at site: LocatedValue
    ) throws(SchemaError) -> Expression {
        let expressions = try schemas.map { schema throws(SchemaError) in try expression(schema, direction, at: site) }
        guard let discriminator else {
            if direction == .answer { try checkOrder(of: schemas, at: site) }
            return .zod("union", .list(expressions))
        }
        for schema in schemas {
            let member = try object(schema, at: site)?.members.first { $0.name == discriminator }
            guard let member, member.isRequired, case .choice = try resolved(member.schema, at: site) else {
                throw site.refusal("Each schema must be an object that requires `\(discriminator)` with a constant.")
            }
        }
        return .zod("discriminatedUnion", .text(discriminator), .list(expressions))
    }

    /// zod uses the first matching schema and drops unknown members. So no object may match where a later one is
    /// meant: it must require a member that the later one does not have.
    private func checkOrder(of schemas: [Schema], at site: LocatedValue) throws(SchemaError) {
        let objects = try schemas.map { schema throws(SchemaError) in try object(schema, at: site) }.compactMap(\.self)
        for (index, later) in objects.enumerated() {
            let names = Set(later.members.map(\.name))
            let isDistinct = objects.prefix(index).allSatisfy { earlier in
                earlier.members.contains { $0.isRequired && !names.contains($0.name) }
            }
            guard isDistinct else {
                throw site.refusal("These objects cannot be distinguished: add a discriminator or distinct properties.")
            }
        }
    }

    /// `A.merge(B)` and `A.extend({ … })`, which stay objects: an intersection (`.and()`) could be neither strict nor extended.
    func all(_ schemas: [Schema], _ direction: Direction, at site: LocatedValue) throws(SchemaError) -> Expression {
        for schema in schemas {
            guard try object(schema, at: site) != nil else { throw site.refusal("allOf is supported for objects only.") }
        }
        var result = try part(schemas[0], direction, at: site)
        for schema in schemas.dropFirst() {
            let next = try part(schema, direction, at: site)
            if case .object(let object) = schema, case .chain("z", let calls) = next, calls[0].name == "object",
                object.members.isEmpty || object.members.contains(where: \.isRequired)
            {
                result = result.calling("extend", calls[0].arguments[0])
            } else {
                result = result.calling("merge", next)
            }
        }
        return direction == .request && schemas.count > 1 ? result.calling("strict") : result
    }

    /// Strict as a whole, not part by part.
    private func part(_ schema: Schema, _ direction: Direction, at site: LocatedValue) throws(SchemaError) -> Expression {
        if case .component(let name) = schema { .token(name) } else { try expression(schema, direction, at: site) }
    }

    /// This as an object with members, or nil if it is not one.
    private func object(_ schema: Schema, at site: LocatedValue) throws(SchemaError) -> ObjectSchema? {
        switch try resolved(schema, at: site) {
        case .object(let object): return object
        case .all(let schemas):
            var all = ObjectSchema()
            for schema in schemas { all.members += try object(schema, at: site)?.members ?? [] }
            return all
        default: return nil
        }
    }

    private func resolved(_ schema: Schema, at site: LocatedValue) throws(SchemaError) -> Schema {
        guard case .component(let name) = schema else { return schema }
        guard let component = interface.component(name) else { throw site.refusal("There is no schema `\(name)`.") }
        return try resolved(component.schema, at: component.site)
    }
}
