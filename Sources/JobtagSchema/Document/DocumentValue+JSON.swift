extension DocumentValue {
    /// The document as JSON, with its members in the original order, indented by two spaces, and with a
    /// final line break.
    package var json: String {
        var text = ""
        write(to: &text, indent: 0)
        return text + "\n"
    }

    private func write(to text: inout String, indent: Int) {
        switch content {
        case .null: text += "null"
        case .boolean(let value): text += value ? "true" : "false"
        case .number(let value): text += value
        case .text(let value): text += Self.quoted(value)
        case .list(let values) where values.isEmpty: text += "[]"
        case .object(let members) where members.isEmpty: text += "{}"
        case .list(let values):
            Self.write(values, between: ("[", "]"), to: &text, indent: indent) { value, text in
                value.write(to: &text, indent: indent + 2)
            }
        case .object(let members):
            Self.write(members, between: ("{", "}"), to: &text, indent: indent) { member, text in
                text += Self.quoted(member.name) + ": "
                member.value.write(to: &text, indent: indent + 2)
            }
        }
    }

    private static func write<Item>(
        _ items: [Item], between brackets: (String, String), to text: inout String, indent: Int,
        _ write: (Item, inout String) -> Void
    ) {
        text += brackets.0
        for (index, item) in items.enumerated() {
            text += (index == 0 ? "\n" : ",\n") + String(repeating: " ", count: indent + 2)
            write(item, &text)
        }
        text += "\n" + String(repeating: " ", count: indent) + brackets.1
    }

    /// A string in JSON, which is also a valid JavaScript string.
    static func quoted(_ value: String) -> String {
        var text = "\""
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\n": text += "\\n"
            case "\r": text += "\\r"
            case "\t": text += "\\t"
            // The last two are line breaks in older JavaScript.
            case "\u{0}"..<" ", "\u{7F}", "\u{2028}", "\u{2029}":
                let digits = String(scalar.value, radix: 16)
                text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: text.unicodeScalars.append(scalar)
            }
        }
        return text + "\""
    }
}
