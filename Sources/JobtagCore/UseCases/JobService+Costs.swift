package import Foundation

extension JobService {
    /// Adds a line to the current revision of a cost set.
    package func addLine(
        to id: UUID, _ kind: CostKind, in session: any WriteSession, by actor: Staff, if precondition: any VersionPrecondition,
        _ input: Input<Edit<CostLine>>, check: ReadOnlyCheck<CostLine> = .none
    ) throws -> (line: CostLine, job: Job) {
        var blank = CostLine(blank: environment.newID(), createdBy: actor.id)
        let isValid = (try? blank.apply(input.get())) != nil
        let intent = isValid ? JobIntent.addLine(blank, kind) : .decision
        let (line, job) = try change(id, in: session, by: actor, if: precondition, intent: intent) { transaction in
            let edit = try input.get()
            var line = CostLine(blank: blank.id, createdBy: actor.id)
            guard edit[.description] != nil else { throw JobError.invalid("description", "This field is required.") }
            try line.apply(edit)
            try line.checkTogether()
            try check.check(nil, line) { _ in false }
            try Self.checkMayEnter(line, in: kind, actor)
            let revision = transaction.record.revisions[kind]
            try CostLine.checkRoom(in: transaction.session, transaction.record, kind)
            try transaction.session.insert(line, ofJob: id, kind, revision: revision)
            try transaction.save(
                .lineAdded, before: [:], after: [kind.rawValue: line.record],
                summary: "Added to the \(kind.label): \(line.description)")
            return line
        }
        return (line, job)
    }

    /// Changes a line.
    package func editLine(
        _ lineID: UUID, of id: UUID, _ kind: CostKind, in session: any WriteSession, by actor: Staff,
        if precondition: any VersionPrecondition, _ input: Input<Edit<CostLine>>, check: ReadOnlyCheck<CostLine> = .none
    ) throws -> (line: CostLine, job: Job) {
        let (line, job) = try change(
            id, in: session, by: actor, if: precondition, find: { try Self.findLine(lineID, of: $0, kind, session, actor) },
            intent: { line in (try? input.get()).map { .line(line, kind, $0) } ?? .decision }
        ) { transaction, line in
            var changed = line
            try changed.apply(try input.get())
            try changed.checkTogether()
            try check.check(line, changed) { _ in false }
            try Self.checkMayEnter(changed, in: kind, actor)
            guard !changed.fields(changedFrom: line).isEmpty else { return line }
            try transaction.session.update(changed)
            try transaction.save(
                .lineChanged, before: [kind.rawValue: line.record], after: [kind.rawValue: changed.record],
                summary: "Changed in the \(kind.label): \(changed.description)")
            return changed
        }
        return (line, job)
    }

    /// Removes a line.
    package func removeLine(
        _ lineID: UUID, of id: UUID, _ kind: CostKind, in session: any WriteSession, by actor: Staff,
        if precondition: any VersionPrecondition,
        _ input: Input<Void> = .success(())
    ) throws -> Job {
        try change(
            id, in: session, by: actor, if: precondition, find: { try Self.findLine(lineID, of: $0, kind, session, actor) },
            intent: { _ in (try? input.get()) == nil ? .decision : .removeLine(lineID, kind) }
        ) { transaction, line in
            try input.get()
            try transaction.session.deleteCostLine(lineID)
            try transaction.save(
                .lineRemoved, before: [kind.rawValue: line.record], after: [:],
                summary: "Removed from the \(kind.label): \(line.description)")
        }.job
    }

    /// Accepts the quote.
    ///
    /// - Throws: `JobError.conflict` if there is no quote, it has been accepted, or the job is past that status.
    package func acceptQuote(
        of id: UUID, in session: any WriteSession, by actor: Staff, if precondition: any VersionPrecondition, _ input: Input<Void>
    ) throws -> Job {
        try change(id, in: session, by: actor, if: precondition) { transaction in
            try input.get()
            let job = transaction.record
            guard job.quoteAcceptedAt == nil else {
                throw JobError.conflict(.state("This job's quote has already been accepted."))
            }
            guard job.status == .draft || job.status == .awaitingApproval else {
                throw JobError.conflict(
                    .state("A quote can be accepted only in Draft or Awaiting approval. This job is \(job.status.label).")
                )
            }
            let quote = try transaction.session.costSet(ofJob: id, .quote, revision: job.revisions.quote)
            guard !quote.lines.isEmpty else {
                throw JobError.conflict(.state("This job has no quote to accept."))
            }
            transaction.record.quoteAcceptedAt = transaction.now
            transaction.record.status = .approved
            try transaction.save(
                .quoteAccepted,
                before: ["status": job[.status], "quote_acceptance_date": .null],
                after: ["status": transaction.record[.status], "quote_acceptance_date": FieldValue(transaction.now)],
                summary: "Accepted the quote of \(quote.totals.revenue)")
        }.job
    }

    /// Starts a new revision of the quote with copies of the lines. The old revision is kept. The new one must be accepted again.
    ///
    /// - Throws: `JobError.conflict` if there is no quote.
    package func reviseQuote(
        of id: UUID, in session: any WriteSession, by actor: Staff, if precondition: any VersionPrecondition, _ input: Input<Void>
    ) throws -> (quote: CostSet, job: Job) {
        let (quote, job) = try change(id, in: session, by: actor, if: precondition) { transaction in
            try input.get()
            let old = transaction.record
            let quote = try transaction.session.costSet(ofJob: id, .quote, revision: old.revisions.quote)
            guard !quote.lines.isEmpty else {
                throw JobError.conflict(.state("This job has no quote to revise."))
            }
            let revision = quote.revision + 1
            for line in quote.lines {
                let copy = CostLine(
                    id: transaction.environment.newID(), kind: line.kind, description: line.description, quantity: line.quantity,
                    unitCost: line.unitCost, unitRevenue: line.unitRevenue, createdBy: line.createdBy)
                try transaction.session.insert(copy, ofJob: id, .quote, revision: revision)
            }
            transaction.record.revisions.quote = revision
            transaction.record.quoteAcceptedAt = nil
            if old.status == .approved { transaction.record.status = .awaitingApproval }
            var before: [String: FieldValue] = ["quote_revision": .number(quote.revision)]
            var after: [String: FieldValue] = ["quote_revision": .number(revision)]
            if old.quoteAcceptedAt != nil {
                before["quote_acceptance_date"] = FieldValue(old.quoteAcceptedAt)
                after["quote_acceptance_date"] = .null
            }
            if old.status != transaction.record.status {
                before["status"] = old[.status]
                after["status"] = transaction.record[.status]
            }
            try transaction.save(.quoteRevised, before: before, after: after, summary: "Started revision \(revision) of the quote")
            return try transaction.session.costSet(ofJob: id, .quote, revision: revision)
        }
        return (quote, job)
    }

    private static func findLine(
        _ lineID: UUID, of job: Job, _ kind: CostKind, _ session: any WriteSession, _ actor: Staff
    ) throws -> CostLine {
        guard let line = try session.costLine(lineID, ofJob: job.id, kind, revision: job.revisions[kind]) else {
            throw JobError.notFound(what: "line with the id \(lineID.text) in this job's \(kind.label)")
        }
        try checkMayEnter(line, in: kind, actor)
        return line
    }

    /// The workshop role can enter only its own time lines.
    private static func checkMayEnter(_ line: CostLine, in kind: CostKind, _ actor: Staff) throws {
        guard actor.role == .workshop else { return }
        guard kind == .actual, line.kind == .time, line.createdBy == actor.id else {
            throw JobError.forbidden("The workshop role can add and change only its own time lines.")
        }
    }
}

extension CostLine {
    /// - Throws: `JobError.conflict` if a set has the maximum number of lines.
    static func checkRoom(in session: any ReadSession, _ job: Job, _ kind: CostKind) throws {
        let count = try session.costSet(ofJob: job.id, kind, revision: job.revisions[kind]).lines.count
        guard count < maximumPerSet else {
            throw JobError.conflict(.state("A cost set can have at most \(maximumPerSet) lines."))
        }
    }
}
