/// The result of a three-way merge of a text.
package enum TextMerge: Sendable {
    /// The text with the changes of both.
    case merged(String)
    /// A person must choose. `note` is a sentence to show, if there is more to say than that the changes conflict.
    case conflict(note: String?)
}

extension TextMerge: Equatable {
    /// Compares the texts by their bytes.
    package static func == (a: Self, b: Self) -> Bool {
        switch (a, b) {
        case (.merged(let a), .merged(let b)): a.isIdentical(to: b)
        case (.conflict(let a), .conflict(let b)): a == b
        default: false
        }
    }
}
