package import Foundation

/// What a change of a record is about to do: it decides what may be sent again if the record has changed meanwhile.
package protocol ChangeIntent<Record>: Sendable {
    associatedtype Record: VersionedRecord

    /// The fields that it sets, if it does nothing else.
    var edit: Edit<Record>? { get }

    /// The merge of what it sets; nil if it sets no fields.
    ///
    /// - Parameter changes: The changes since the version that the request names, oldest first.
    func merge(into current: Record, after changes: [RecordChange]) -> NamedMerge?

    /// - Parameter changes: nil if they are not known.
    func resend(after changes: [RecordChange]?, merge: NamedMerge?) -> Resend
}

/// What may be sent again after a version mismatch.
package enum Resend: String, Sendable {
    /// Nothing clashes: the patch of the merge, with the current tag.
    case merged
    /// The same request, with the current tag: nothing that others changed touches what it does.
    case same
    /// Nothing, before a person has looked.
    case ask
}

/// What a change of a client, a contact or a member of staff is about to do.
package enum RecordIntent<Record: VersionedRecord>: ChangeIntent {
    /// Set fields. Values that are never shown, such as a password, have only names.
    case fields(Edit<Record>, secrets: [String] = [])
    /// Something that a person decides by what the record is like: undo, delete, restore. Or the request is invalid.
    case decision

    package init(_ input: Input<Edit<Record>>) { self = (try? input.get()).map { .fields($0) } ?? .decision }

    package var edit: Edit<Record>? {
        if case .fields(let edit, secrets: []) = self { edit } else { nil }
    }

    package func merge(into current: Record, after changes: [RecordChange]) -> NamedMerge? {
        guard case .fields(let yours, let secrets) = self else { return nil }
        return NamedMerge(RecordMerge(base: current.before(changes), yours: yours, theirs: current), asking: secrets)
    }

    package func resend(after changes: [RecordChange]?, merge: NamedMerge?) -> Resend { merge?.isClean == true ? .merged : .ask }
}

/// What a change of a job is about to do.
package enum JobIntent: ChangeIntent {
    /// Set fields of the job.
    case fields(Edit<Job>)
    /// Set fields of a cost line.
    case line(CostLine, CostKind, Edit<CostLine>)
    case addLine(CostLine, CostKind)
    case removeLine(UUID, CostKind)
    /// Add something that replaces nothing, such as an event.
    case append
    /// Something that a person decides by what the job is like: accept a quote, undo, delete. Or the request is invalid.
    case decision

    package init(_ input: Input<Edit<Job>>) { self = (try? input.get()).map { .fields($0) } ?? .decision }

    package var edit: Edit<Job>? {
        if case .fields(let edit) = self { edit } else { nil }
    }

    package func resend(after changes: [RecordChange]?, merge: NamedMerge?) -> Resend {
        switch self {
        case .fields, .line: return merge?.isClean == true ? .merged : .ask
        case .append: return .same
        case .decision: return .ask
        case .addLine(let line, let kind):
            guard let changes, !changes.contains(where: \.decides) else { return .ask }
            let isThere = changes.contains { change in
                change.kind == .lineAdded
                    && CostLine(record: change.after[kind.rawValue]).map { $0.values == line.values } ?? false
            }
            return isThere ? .ask : .same
        case .removeLine(let id, let kind):
            guard let changes, !changes.contains(where: \.decides) else { return .ask }
            return changes.contains { $0.line(of: kind)?.id == id } ? .ask : .same
        }
    }

    package func merge(into job: Job, after changes: [RecordChange]) -> NamedMerge? {
        switch self {
        case .fields(let yours): return NamedMerge(RecordMerge(base: job.before(changes), yours: yours, theirs: job))
        case .line(let current, let kind, let yours):
            let first = changes.first { $0.line(of: kind)?.id == current.id }
            // Nobody has seen it before it was added, so what others did to it since counts.
            let base =
                first.flatMap { CostLine(record: $0.before[kind.rawValue]) ?? CostLine(record: $0.after[kind.rawValue]) } ?? current
            return NamedMerge(RecordMerge(base: base, yours: yours, theirs: current))
        case .addLine, .removeLine, .append, .decision: return nil
        }
    }
}

extension RecordChange {
    /// Whether it changes what a cost line means: an accepted or revised quote, another status, something undone.
    fileprivate var decides: Bool {
        [.quoteAccepted, .quoteRevised, .undone, .deleted, .restored].contains(kind) || before[Job.Field.status.rawValue] != nil
    }

    /// The line that it added, changed or removed.
    fileprivate func line(of kind: CostKind) -> CostLine? {
        CostLine(record: after[kind.rawValue]) ?? CostLine(record: before[kind.rawValue])
    }
}

extension CostLine {
    /// What a person entered, whoever it was.
    fileprivate var values: [FieldValue] { Field.allCases.map { self[$0] } }
}
