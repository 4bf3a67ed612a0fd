/// A value of a JSON document with its members in the original order.
package struct DocumentValue: Sendable, Equatable {
    package indirect enum Content: Sendable, Equatable {
        case null
        case boolean(Bool)
        /// A number as written, which is valid JSON.
        case number(String)
        case text(String)
        case list([DocumentValue])
        case object([Member])
    }

    package struct Member: Sendable, Equatable {
        package let name: String
        package let value: DocumentValue

        package init(name: String, value: DocumentValue) {
            (self.name, self.value) = (name, value)
        }
    }

    package let content: Content
    /// The line in the YAML text where it starts, counted from 1.
    package let line: Int?

    package init(_ content: Content, line: Int? = nil) {
        (self.content, self.line) = (content, line)
    }

    /// The position does not affect equality.
    package static func == (left: Self, right: Self) -> Bool { left.content == right.content }
}
