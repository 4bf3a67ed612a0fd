import Yams

extension DocumentValue {
    /// Parses a YAML document with the part of YAML 1.2's core schema that JSON has: `null` or `~`, `true` and `false`, and
    /// numbers in JSON's form. Every other unquoted scalar is a string, so that `yes`, `on` and `2026-11-23`
    /// stay strings. (YAML 1.1 treats them as a boolean or a date, and so does Yams by default.)
    ///
    /// - Throws: `SchemaError` if the text is not YAML, has no document, or has content that JSON cannot express: keys that
    ///   are not strings, duplicate keys, tags, merge keys.
    package init(yaml text: String) throws(SchemaError) {
        let root: Node?
        do {
            root = try Parser(yaml: text, resolver: .basic).singleRoot()
        } catch let error as YamlError {
            throw SchemaError("\(error)")
        } catch {
            throw SchemaError("The document cannot be read: \(error)")
        }
        guard let root else { throw SchemaError("The document is empty.") }
        try self.init(root, at: "")
    }

    private init(_ node: Node, at place: String) throws(SchemaError) {
        let line = node.mark?.line
        switch node {
        case .scalar(let scalar):
            guard node.tag == Tag(.str) else { throw SchemaError("Tags are not supported.", at: place, line: line) }
            self.init(scalar.style == .plain ? Self.plain(scalar.string) : .text(scalar.string), line: line)
        case .sequence(let sequence):
            var values: [DocumentValue] = []
            for (index, item) in sequence.enumerated() { values.append(try Self(item, at: "\(place)[\(index)]")) }
            self.init(.list(values), line: line)
        case .mapping(let mapping):
            var members: [Member] = []
            for (key, value) in mapping {
                guard case .scalar(let name) = key else {
                    throw SchemaError("A key must be a string.", at: place, line: key.mark?.line)
                }
                guard name.string != "<<" || name.style != .plain else {
                    throw SchemaError("Merge keys are not part of YAML 1.2.", at: place, line: key.mark?.line)
                }
                members.append(
                    Member(name: name.string, value: try Self(value, at: place.isEmpty ? name.string : "\(place).\(name.string)")))
            }
            self.init(.object(members), line: line)
        case .alias:
            throw SchemaError("This alias has no anchor.", at: place, line: line)
        }
    }

    private static func plain(_ text: String) -> Content {
        switch text {
        case "", "~", "null": .null
        case "true": .boolean(true)
        case "false": .boolean(false)
        default: isNumber(text) ? .number(text) : .text(text)
        }
    }

    /// Whether this is a number in the grammar of JSON (RFC 8259, section 6).
    static func isNumber(_ text: String) -> Bool {
        text.wholeMatch(of: /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?/) != nil
    }
}
