/// What a three-way merge of a text came to.
package enum TextMerge: Sendable {
    /// The text with the changes of both.
    case merged(String)
    /// A person must choose. `note` is a sentence fit to show, where there is more to say than that the changes clash.
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
