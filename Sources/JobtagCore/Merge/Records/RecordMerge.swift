/// The three-way merge of an edit based on an older version of a record.
///
/// ```swift
/// let merge = RecordMerge(base: loaded, yours: [.notes: .text("Ring first.")], theirs: current)
/// if merge.isClean { /* save each field's `merged` on the current version */ }
/// ```
///
/// - A field that only one side changed takes that side's value.
/// - A field that both changed to the same value takes it.
/// - A field that both changed differently follows its `MergeRule`.
/// - Fields that depend on each other are merged together (`FieldDependency`).
///
/// A merge takes up to a few tenths of a second if the texts are long and have nothing in common, so never merge inside a
/// write transaction.
package struct RecordMerge<Record: MergeableRecord>: Sendable {
    /// Every field that either side changed, in the record's order.
    package let fields: [FieldMerge<Record.Field>]

    /// Whether there is no conflict.
    package var isClean: Bool { fields.allSatisfy { !$0.isConflict } }

    /// Merges an edit.
    ///
    /// - Parameters:
    ///   - base: The version that the edit is based on.
    ///   - yours: The fields in the request, as received. A value that the record rejects is a conflict with the reason as
    ///     its note, since it cannot be saved.
    ///   - theirs: The current version.
    package init(base: Record, yours: Edit<Record>, theirs: Record) {
        var fields: [FieldMerge<Record.Field>] = []
        for field in Record.Field.allCases {
            let (value, refusal) = yours[field].map { base.storing($0, in: field) } ?? (base[field], nil)
            guard value != base[field] || theirs[field] != base[field] else { continue }
            let rule = Record.mergeRule(for: field)
            var merge = FieldMerge(
                field: field, base: base[field], yours: value, theirs: theirs[field], merged: nil,
                diff: rule.difference(from: theirs[field], to: value), note: refusal)
            if refusal == nil { merge.settle(by: rule, in: theirs) }
            fields.append(merge)
        }
        for dependency in Record.fieldDependencies { dependency.apply(to: &fields) }
        self.fields = fields
    }
}

/// The merge of any kind of record, with the fields' names.
package struct NamedMerge: Sendable {
    package let fields: [FieldMerge<String>]

    /// - Parameter secrets: What the request sets besides fields and is never shown: a person must enter it again.
    package init<Record: MergeableRecord>(_ merge: RecordMerge<Record>, asking secrets: [String] = []) {
        fields =
            merge.fields.map { $0.named() }
            + secrets.map { name in
                FieldMerge(
                    field: name, base: .null, yours: .null, theirs: .null, merged: nil, diff: nil, note: "Enter the \(name) again.")
            }
    }

    package var isClean: Bool { fields.allSatisfy { !$0.isConflict } }

    /// The fields to send again, with the current tag: those whose merged value is not there yet.
    package var patch: [(name: String, value: FieldValue)] {
        fields.compactMap { field in field.merged.flatMap { $0 == field.theirs ? nil : (field.field, $0) } }
    }
}

extension FieldMerge where Field: RawRepresentable<String> {
    fileprivate func named() -> FieldMerge<String> {
        FieldMerge<String>(
            field: field.rawValue, base: base, yours: yours, theirs: theirs, merged: merged, diff: diff, note: note,
            suggested: suggested)
    }
}

extension EditableRecord {
    /// The value as the record stores it, or the received value and why it is invalid.
    fileprivate func storing(_ value: FieldValue, in field: Field) -> (FieldValue, refusal: String?) {
        var copy = self
        do throws(InvalidValue) {
            try copy.set(field, to: value)
            return (copy[field], nil)
        } catch {
            return (value, error.message)
        }
    }
}

extension FieldMerge {
    fileprivate mutating func settle<Record: EditableRecord>(by rule: MergeRule, in record: Record)
    where Record.Field == Field {
        if !isChangedByThem || yours == theirs {
            merged = yours
        } else if !isChangedByYou {
            merged = theirs
        } else {
            let (value, reason) = rule.merge(base: base, yours: yours, theirs: theirs)
            guard let value else {
                note = reason
                if let text = rule.suggestion(base: base, yours: yours, theirs: theirs),
                    record.storing(text, in: field).refusal == nil
                {
                    suggested = text
                }
                return
            }
            // Values that are valid separately can be too much together: a text too long, too many people.
            let (stored, refusal) = record.storing(value, in: field)
            merged = refusal == nil ? stored : nil
            note = refusal
        }
    }
}

extension FieldDependency {
    fileprivate func apply(to fields: inout [FieldMerge<Field>]) {
        guard let dependent = fields.firstIndex(where: { $0.field == field }),
            let other = fields.firstIndex(where: { $0.field == self.other }), fields[other].yours != fields[other].theirs,
            fields[other].isChangedByYou && fields[dependent].isChangedByThem
                || fields[other].isChangedByThem && fields[dependent].isChangedByYou
        else { return }
        for index in [dependent, other] {
            fields[index].merged = nil
            fields[index].note = fields[index].note ?? reason
        }
    }
}
