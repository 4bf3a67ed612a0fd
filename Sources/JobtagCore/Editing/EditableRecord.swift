/// A record that people edit field by field: one mechanism for PUT, PATCH, history, undo and merge.
package protocol EditableRecord: Sendable {
    /// The names of the editable fields.
    associatedtype Field: RawRepresentable<String>, CaseIterable, Hashable, Sendable

    subscript(field: Field) -> FieldValue { get }

    /// Sets a field, or throws a sentence that explains why the value is invalid.
    mutating func set(_ field: Field, to value: FieldValue) throws(InvalidValue)
}

/// Why a value is invalid: a sentence to show a person.
package struct InvalidValue: Error, Hashable, Sendable {
    package let message: String

    package init(_ message: String) { self.message = message }
}

/// New values for some fields of a record.
package typealias Edit<Record: EditableRecord> = [Record.Field: FieldValue]

/// The parsed request body. Its error is reported later: preconditions are checked first.
package typealias Input<Value: Sendable> = Result<Value, JobError>

extension EditableRecord {
    /// Applies every value of the edit; reports the errors of all fields together.
    ///
    /// - Throws: `JobError.invalid`.
    mutating func apply(_ edit: Edit<Self>) throws {
        var errors: [FieldError] = []
        for field in Field.allCases {
            guard let value = edit[field] else { continue }
            do throws(InvalidValue) {
                try set(field, to: value)
            } catch {
                errors.append(FieldError(field.rawValue, error.message))
            }
        }
        if !errors.isEmpty { throw JobError.invalid(errors) }
    }

    /// The fields whose values differ.
    func fields(changedFrom other: Self) -> [Field] {
        Field.allCases.filter { self[$0] != other[$0] }
    }

    func values(of fields: [Field]) -> [String: FieldValue] {
        Dictionary(uniqueKeysWithValues: fields.map { ($0.rawValue, self[$0]) })
    }
}
