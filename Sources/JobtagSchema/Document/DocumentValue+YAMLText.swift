import Yams

extension DocumentValue {
    /// The document as YAML, with its members in the original order, without anchors, and with a final line
    /// break. Strings that a YAML 1.1 or 1.2 parser could read as something else are quoted.
    package var yaml: String {
        do {
            return try Yams.serialize(node: node, indent: 2, width: 132, allowUnicode: true)
        } catch {
            // The emitter fails only on events out of order and without memory.
            preconditionFailure("The document cannot be written: \(error)")
        }
    }

    private var node: Node {
        switch content {
        case .null: Self.plain("null")
        case .boolean(let value): Self.plain(value ? "true" : "false")
        case .number(let value): Self.plain(value)
        case .text(let value): Self.text(value)
        case .list(let values): .sequence(.init(values.map(\.node), Tag(.seq), values.isEmpty ? .flow : .block))
        case .object(let members):
            .mapping(
                .init(members.map { (Self.text($0.name), $0.value.node) }, Tag(.map), members.isEmpty ? .flow : .block))
        }
    }

    private static func plain(_ value: String) -> Node { .scalar(.init(value, Tag(.str), .plain)) }

    private static func text(_ value: String) -> Node {
        let style: Node.Scalar.Style = value.contains("\n") ? .literal : isPlainlyText(value) ? .plain : .singleQuoted
        return .scalar(.init(value, Tag(.str), style))
    }

    /// Whether a text without quotes stays a string. In addition to YAML 1.1's special words and numbers, everything that starts like a
    /// number is quoted: the versions disagree on numbers. (The emitter handles the quotes that YAML's grammar needs.)
    private static func isPlainlyText(_ value: String) -> Bool {
        guard let first = value.unicodeScalars.first, !"+-.0123456789".unicodeScalars.contains(first) else { return false }
        guard !["y", "n", "Y", "N"].contains(value) else { return false }
        return Resolver.default.resolveTag(of: .scalar(.init(value))) == .str
    }
}
