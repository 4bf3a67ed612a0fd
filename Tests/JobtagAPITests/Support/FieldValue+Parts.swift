import JobtagCore

/// Parts of a JSON text that was read; nil, or nothing, where the value is of another type.
extension FieldValue {
    subscript(name: String) -> FieldValue? { members[name] }

    var members: [String: FieldValue] {
        if case .record(let members) = self { members } else { [:] }
    }

    var elements: [FieldValue] {
        if case .list(let values) = self { values } else { [] }
    }
}
