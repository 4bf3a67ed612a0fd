@testable import JobtagCore

extension EditableRecord {
    /// The field's value after it was set; `set` may store another form than it was given.
    func value(of field: Field, after value: FieldValue) throws(InvalidValue) -> FieldValue {
        var copy = self
        try copy.set(field, to: value)
        return copy[field]
    }

    /// The sentence that a value is refused with; nil where it is taken.
    func refusal(of value: FieldValue, for field: Field) -> String? {
        do throws(InvalidValue) {
            _ = try self.value(of: field, after: value)
            return nil
        } catch {
            return error.message
        }
    }
}
