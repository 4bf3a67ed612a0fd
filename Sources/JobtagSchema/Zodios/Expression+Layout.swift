/// Formats expressions like prettier's defaults: 80 columns, 2 spaces, trailing commas. People read and diff the client,
/// and prettier should find nothing to change.
extension Expression {
    private static let width = 80

    /// The expression, after `column` columns on its first line, and followed by `after` columns.
    func text(indent: Int = 0, column: Int, after: Int) -> String {
        if let flat = flat, !mustBreak, column + flat.count + after <= Self.width { return flat }
        switch self {
        case .token, .pattern: return flat ?? ""
        case .list(let items): return Self.broken(items.map { ("", $0) }, between: ("[", "]"), indent: indent)
        case .object(let members, _):
            return Self.broken(
                members.map { $0.isShorthand ? ("", $0.value) : ("\($0.key): ", $0.value) }, between: ("{", "}"), indent: indent)
        case .chain(let root, let calls):
            // A root that looks like a factory stays with the first call.
            let together = root.first?.isUppercase == true ? 1 : 0
            if calls.count - together <= 1 {
                return calls.reduce(root) { $0 + Self.call($1, indent: indent, column: column + root.count, after: after) }
            }
            let lines = calls.dropFirst(together).map { call in
                "\n" + Self.spaces(indent + 2) + Self.call(call, indent: indent + 2, column: indent + 2, after: after)
            }
            return root + calls.prefix(together).map { Self.call($0, indent: indent, column: column, after: 0) }.joined()
                + lines.joined()
        }
    }

    private static func call(_ call: Call, indent: Int, column: Int, after: Int) -> String {
        let opening = ".\(call.name)("
        let flat = call.arguments.compactMap(\.flat).joined(separator: ", ")
        let fits = column + opening.count + flat.count + 1 + after <= width
        if fits, !call.arguments.contains(where: \.mustBreak) { return opening + flat + ")" }
        // A last argument in brackets is split over lines; the others stay.
        if let last = call.arguments.last, last.hasBrackets, !call.arguments.dropLast().contains(where: \.mustBreak) {
            let others = call.arguments.dropLast().compactMap(\.flat).map { $0 + ", " }.joined()
            return opening + others + last.opened(indent: indent) + ")"
        }
        return broken(call.arguments.map { ("", $0) }, between: (opening, ")"), indent: indent)
    }

    private static func broken(
        _ items: [(label: String, value: Expression)], between brackets: (String, String), indent: Int
    ) -> String {
        guard !items.isEmpty else { return brackets.0 + brackets.1 }
        let lines = items.map { label, value in
            let start = indent + 2 + label.count
            return spaces(indent + 2) + label + value.text(indent: indent + 2, column: start, after: 1) + ",\n"
        }
        return brackets.0 + "\n" + lines.joined() + spaces(indent) + brackets.1
    }

    private static func spaces(_ count: Int) -> String { String(repeating: " ", count: count) }

    /// With each item on its own line.
    private func opened(indent: Int) -> String { text(indent: indent, column: Self.width, after: 1) }

    private var hasBrackets: Bool {
        switch self {
        case .list(let items): !items.isEmpty
        case .object(let members, _): !members.isEmpty
        case .token, .pattern, .chain: false
        }
    }

    /// On one line.
    private var flat: String? {
        switch self {
        case .token(let text): text
        case .pattern(let source, let flags): "/\(source)/\(flags)"
        case .list(let items): "[" + items.compactMap(\.flat).joined(separator: ", ") + "]"
        case .object(let members, _) where members.isEmpty: "{}"
        case .object(let members, _):
            "{ " + members.map { $0.isShorthand ? $0.name : "\($0.key): \($0.value.flat ?? "")" }.joined(separator: ", ") + " }"
        case .chain(let root, let calls):
            root + calls.map { ".\($0.name)(\($0.arguments.compactMap(\.flat).joined(separator: ", ")))" }.joined()
        }
    }

    /// Whether it always needs more than one line.
    private var mustBreak: Bool {
        switch self {
        case .token, .pattern: false
        case .list(let items): items.contains(where: \.mustBreak) || items.count > 1 && items.allSatisfy(\.hasSeveralMembers)
        case .object(let members, let isOpen): isOpen && !members.isEmpty || members.contains { $0.value.mustBreak }
        case .chain(_, let calls):
            calls.contains { $0.arguments.contains(where: \.mustBreak) }
                || calls.count > 2 && calls.contains { !$0.arguments.allSatisfy(\.isSimple) }
        }
    }

    private var hasSeveralMembers: Bool {
        if case .object(let members, _) = self { members.count > 1 } else { false }
    }

    /// Whether prettier considers it simple: a chain of three calls with anything else in it is split.
    private var isSimple: Bool {
        switch self {
        case .token: true
        case .pattern(let source, _): source.count <= 5
        case .list(let items): items.allSatisfy(\.isSimple)
        case .object(let members, _): members.allSatisfy(\.value.isSimple)
        case .chain(_, let calls): calls.allSatisfy { $0.arguments.allSatisfy(\.isSimple) }
        }
    }
}
