/// A TypeScript expression, as used in a Zodios client.
indirect enum Expression: Equatable {
    /// A name or a literal, exactly as written.
    case token(String)
    /// A regular expression: the text between its slashes, and its flags.
    case pattern(String, flags: String)
    case list([Expression])
    /// An open object has each of its members on its own line, even if it is short.
    case object([Member], isOpen: Bool)
    /// `root.name(arguments).name(arguments)`
    case chain(root: String, [Call])

    struct Member: Equatable {
        let name: String
        let value: Expression

        init(_ name: String, _ value: Expression) {
            (self.name, self.value) = (name, value)
        }

        /// `{ name }` for `{ name: name }`.
        var isShorthand: Bool { value == .token(name) }
        var key: String { name.wholeMatch(of: /[A-Za-z_$][A-Za-z0-9_$]*/) != nil ? name : DocumentValue.quoted(name) }
    }

    struct Call: Equatable {
        let name: String
        let arguments: [Expression]
    }

    static func text(_ text: String) -> Expression { .token(DocumentValue.quoted(text)) }

    /// `z.name(arguments)`
    static func zod(_ name: String, _ arguments: Expression...) -> Expression {
        .chain(root: "z", [Call(name: name, arguments: arguments)])
    }

    /// The same with one more call.
    func calling(_ name: String, _ arguments: Expression...) -> Expression {
        let call = Call(name: name, arguments: arguments)
        switch self {
        case .chain(let root, let calls): return .chain(root: root, calls + [call])
        case .token(let name): return .chain(root: name, [call])
        case .pattern, .list, .object: preconditionFailure("Only names and calls have methods here.")
        }
    }

    /// A template literal: `text` between backticks.
    static func template(_ text: String) -> Expression {
        var escaped = ""
        for character in text {
            switch character {
            case "`": escaped += "\\`"
            case "\\": escaped += "\\\\"
            case "$": escaped += "\\$"
            default: escaped.append(character)
            }
        }
        // `$` needs its backslash only before a brace.
        return .token("`" + escaped.replacing(/\\\$(?!\{)/, with: "$") + "`")
    }
}
