package import Foundation

/// What a change of a job is about to do: it decides what may be sent again if the job has changed meanwhile.
package enum JobIntent: Sendable {
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

extension JobIntent {
    /// - Parameter changes: The changes since the version that the request names, oldest first; nil if they are not known.
    func resend(after changes: [JobChange]?, merge: NamedMerge?) -> Resend {
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

    /// The merge of what a request sets; nil if it sets no fields, or the changes are not known.
    func merge(into job: Job, after changes: [JobChange]?) -> NamedMerge? {
        guard let changes else { return nil }
        switch self {
        case .fields(let yours): return NamedMerge(RecordMerge(base: job.before(changes), yours: yours, theirs: job))
        case .line(let current, let kind, let yours):
            let first = changes.first { $0.line(of: kind)?.id == current.id }
            let base = first.flatMap { CostLine(record: $0.before[kind.rawValue]) } ?? current
            return NamedMerge(RecordMerge(base: base, yours: yours, theirs: current))
        case .addLine, .removeLine, .append, .decision: return nil
        }
    }
}

extension JobChange {
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
