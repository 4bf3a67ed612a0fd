import Foundation
import JobtagCore

extension Shop {
    func job(_ name: String = "Ridge flashing", _ edit: Edit<Job> = [:]) async throws -> Job {
        let whole = edit.merging([.name: .text(name)]) { own, _ in own }
        return try await jobs.create(by: office, if: .none, .success(whole))
    }

    func client(_ name: String = "Harbour Ltd", _ edit: Edit<Client> = [:]) async throws -> Client {
        try await clients.create(if: .none, .success(edit.merging([.name: .text(name)]) { own, _ in own }))
    }

    func contact(_ name: String = "Kim", of client: Client, _ edit: Edit<Contact> = [:]) async throws -> Contact {
        try await clients.createContact(of: client.id, if: .none, .success(edit.merging([.name: .text(name)]) { own, _ in own }))
    }

    /// A job for a client, with a contact of it.
    func jobWithContact(_ name: String = "Ridge flashing") async throws -> (job: Job, client: Client, contact: Contact) {
        let new = try await client()
        let contact = try await contact(of: new, [.email: .text("kim@example.com"), .phone: .text("021 555 0100")])
        // A contact raises the version of its client.
        let client = try await clients.client(new.id)
        let job = try await job(name, [.clientID: .text(client.id.text), .contactID: .text(contact.id.text)])
        return (job, client, contact)
    }

    func edit(_ job: Job, _ edit: Edit<Job>) async throws -> Job {
        try await jobs.edit(job.id, by: office, if: job.asSeen, .success(edit))
    }

    func addEvent(_ text: String, to job: Job, by actor: Staff? = nil) async throws -> (event: JobEvent, job: Job) {
        let input = Result { () throws(JobError) in try JobService.eventText(.text(text)) }
        return try await jobs.addEvent(to: job.id, by: actor ?? office, if: job.asSeen, input)
    }

    func addLine(
        _ description: String = "Zinc, folded", to job: Job, _ kind: CostKind, by actor: Staff? = nil,
        _ edit: Edit<CostLine> = [:]
    ) async throws -> (line: CostLine, job: Job) {
        let whole = edit.merging([.description: .text(description)]) { own, _ in own }
        return try await jobs.addLine(to: job.id, kind, by: actor ?? office, if: job.asSeen, .success(whole))
    }

    func current(_ job: Job) async throws -> Job {
        try await jobs.read(job.id) { _, _ in }.job
    }

    func costSet(_ kind: CostKind, of job: Job) async throws -> CostSet {
        try await jobs.read(job.id) { try $0.costSet(ofJob: $1.id, kind, revision: $1.revisions[kind]) }.extra
    }

    func changes(of job: Job) async throws -> [RecordChange] {
        try await store.read { try $0.changes(of: .job(job.id), limit: .max) }
    }

    /// The ids of the jobs that have all the words.
    func search(_ words: String...) async throws -> Set<UUID> { try await search(words) }

    func search(_ words: [String]) async throws -> Set<UUID> {
        var query = JobQuery()
        query.words = words
        return Set(try await jobs.list(query).items.map(\.id))
    }

    /// Does some work, and waits until its changes are published: a store may hold a change back until no earlier one can be committed.
    func untilPublished(_ count: Int, _ work: () async throws -> Void) async throws {
        let (published, continuation) = AsyncStream.makeStream(of: Void.self)
        let subscription = store.subscribe { publications in
            for case .change in publications { continuation.yield() }
        }
        try await work()
        for await _ in published.prefix(count) {}
        withExtendedLifetime(subscription) {}
    }
}
