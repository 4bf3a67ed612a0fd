package import Foundation

extension JobService {
    /// Adds an event written by a person.
    ///
    /// - Throws: `JobError.conflict` if the same person added the same text to this job within the last ten seconds.
    package func addEvent(
        to id: UUID, in session: any WriteSession, by actor: Staff, if precondition: any VersionPrecondition, _ input: Input<String>
    ) throws -> (event: JobEvent, job: Job) {
        let (event, job) = try change(id, in: session, by: actor, if: precondition, intent: .append) { transaction in
            let text = try input.get()
            let folded = text.folding(options: .caseInsensitive, locale: nil)
            let since = transaction.now.adding(seconds: -Self.secondsOfRepetition)
            if let existing = try transaction.session.latestEvent(
                ofJob: id, by: actor.id, since: since,
                where: { $0.description.folding(options: .caseInsensitive, locale: nil) == folded })
            {
                throw JobError.conflict(.duplicateEvent(existing))
            }
            let event = JobEvent(
                id: transaction.environment.newID(), at: transaction.now, by: actor.person, description: text)
            try transaction.session.insert(event, ofJob: id, version: transaction.version)
            try transaction.save(
                .event, before: [:],
                after: ["events": .record(["id": FieldValue(event.id), "description": .text(text)])],
                summary: "Added an event: " + (text.count > 80 ? text.prefix(79) + "…" : text))
            return event
        }
        return (event, job)
    }

    /// How long the same text by the same person counts as a duplicate.
    static let secondsOfRepetition: Int64 = 10

    /// The text of an event.
    package static func eventText(_ value: FieldValue) throws(JobError) -> String {
        do throws(InvalidValue) {
            let text = try value.prose(max: 10_000).trimmingCharacters(in: .whitespacesAndNewlines)
            guard text.hasVisibleCharacter else { throw InvalidValue("This field is required.") }
            return text
        } catch {
            throw JobError.invalid("description", error.message)
        }
    }
}
