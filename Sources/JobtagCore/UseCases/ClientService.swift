package import Foundation

/// Clients and their contacts. What a job shows of them is part of the job: changing it raises the versions of those jobs.
package struct ClientService: Sendable {
    let store: any Store
    let environment: UseCaseEnvironment

    package init(store: any Store, environment: UseCaseEnvironment) {
        self.store = store
        self.environment = environment
    }

    package func list(_ query: ClientQuery) async throws -> Page<Client> {
        try await store.read { try $0.clients(query) }
    }

    package func client(_ id: UUID) async throws -> Client {
        try await store.read { try Self.found($0.client(id), id) }
    }

    package func contacts(of id: UUID) async throws -> [Contact] {
        try await store.read { session in
            _ = try Self.found(session.client(id), id)
            return try session.contacts(ofClient: id)
        }
    }

    package func contact(_ id: UUID, of clientID: UUID) async throws -> Contact {
        try await store.read { try Self.found($0.contact(id), id, of: clientID) }
    }

    package func create(
        in session: any WriteSession, if expectation: CollectionExpectation, _ input: Input<Edit<Client>>,
        check: ReadOnlyCheck<Client> = .none
    ) throws -> Client {
        try expectation.check(session)
        let edit = try input.get()
        guard edit[.name] != nil else { throw JobError.invalid("name", "This is needed.") }
        let now = environment.now()
        var client = Client(id: environment.newID(), name: "", createdAt: now, updatedAt: now)
        try client.apply(edit)
        try check.check(nil, client) { _ in false }
        try session.insert(client)
        return client
    }

    package func edit(
        _ id: UUID, in session: any WriteSession, by actor: Staff, if expectation: any Expectation, _ input: Input<Edit<Client>>,
        check: ReadOnlyCheck<Client> = .none
    ) throws -> Client {
        let client = try Self.found(session.lockClient(id), id)
        try expectation.check(client.version) { .client(client) }
        var changed = client
        try changed.apply(try input.get())
        // Clients, contacts and staff have no history yet to look an older version up in.
        try check.check(client, changed) { client.createdAt <= $0 && $0 <= client.updatedAt }
        guard !changed.fields(changedFrom: client).isEmpty else { return client }
        let now = environment.now()
        changed.updatedAt = client.updatedAt.next(now: now)
        try session.update(changed)
        if changed[.name] != client[.name] {
            try Self.raiseJobs(of: id, where: { _ in true }, by: actor, now, environment, session) { _ in
                (
                    ["client": .record(["id": FieldValue(id), "name": .text(client.name)])],
                    ["client": .record(["id": FieldValue(id), "name": .text(changed.name)])],
                    "The client's name changed from \(client.name) to \(changed.name)"
                )
            }
        }
        return changed
    }

    /// - Throws: `JobError.conflict` when jobs name the client.
    package func delete(_ id: UUID, in session: any WriteSession, if expectation: any Expectation) throws -> Client {
        let client = try Self.found(session.lockClient(id), id)
        try expectation.check(client.version) { .client(client) }
        let count = try session.jobs(ofClient: id).count
        guard count == 0 else {
            throw JobError.conflict(.state("This client has \(count) \(count == 1 ? "job" : "jobs"), so it cannot be deleted."))
        }
        for contact in try session.contacts(ofClient: id) { try session.deleteContact(contact.id) }
        try session.deleteClient(id)
        return client
    }

    package func createContact(
        of clientID: UUID, in session: any WriteSession, if expectation: CollectionExpectation, _ input: Input<Edit<Contact>>,
        check: ReadOnlyCheck<Contact> = .none
    ) throws -> Contact {
        _ = try Self.found(session.lockClient(clientID), clientID)
        try expectation.check(session)
        let edit = try input.get()
        guard edit[.name] != nil else { throw JobError.invalid("name", "This is needed.") }
        let now = environment.now()
        var contact = Contact(id: environment.newID(), clientID: clientID, name: "", createdAt: now, updatedAt: now)
        try contact.apply(edit)
        try check.check(nil, contact) { _ in false }
        try session.insert(contact)
        return contact
    }

    package func editContact(
        _ id: UUID, of clientID: UUID, in session: any WriteSession, by actor: Staff, if expectation: any Expectation,
        _ input: Input<Edit<Contact>>, check: ReadOnlyCheck<Contact> = .none
    ) throws -> Contact {
        // The client's row first: the order in which every transaction takes these locks.
        _ = try session.lockClient(clientID)
        let contact = try Self.found(session.lockContact(id), id, of: clientID)
        try expectation.check(contact.version) { .contact(contact) }
        var changed = contact
        try changed.apply(try input.get())
        try check.check(contact, changed) { contact.createdAt <= $0 && $0 <= contact.updatedAt }
        guard !changed.fields(changedFrom: contact).isEmpty else { return contact }
        let now = environment.now()
        changed.updatedAt = contact.updatedAt.next(now: now)
        try session.update(changed)
        if changed.record != contact.record {
            try Self.raiseJobs(of: clientID, where: { $0.contactID == id }, by: actor, now, environment, session) { _ in
                (
                    ["contact": contact.record], ["contact": changed.record],
                    "The details of the contact \(changed.name) changed"
                )
            }
        }
        return changed
    }

    /// - Throws: `JobError.conflict` when jobs name the contact.
    package func deleteContact(
        _ id: UUID, of clientID: UUID, in session: any WriteSession, if expectation: any Expectation
    ) throws -> Contact {
        _ = try session.lockClient(clientID)
        let contact = try Self.found(session.lockContact(id), id, of: clientID)
        try expectation.check(contact.version) { .contact(contact) }
        let count = try session.jobs(ofClient: clientID).count { $0.contactID == id }
        guard count == 0 else {
            throw JobError.conflict(
                .state("\(count) \(count == 1 ? "job names" : "jobs name") this contact, so it cannot be deleted."))
        }
        try session.deleteContact(id)
        return contact
    }

    private static func raiseJobs(
        of clientID: UUID, where isAffected: (Job) -> Bool, by actor: Staff, _ now: Timestamp, _ environment: UseCaseEnvironment,
        _ session: any WriteSession,
        _ describe: (Job) -> (before: [String: FieldValue], after: [String: FieldValue], summary: String)
    ) throws {
        for job in try session.jobs(ofClient: clientID) where isAffected(job) {
            guard let held = try session.lockJob(job.id) else { continue }
            var transaction = try JobTransaction(session: session, actor: actor, environment: environment, now: now, job: held)
            let (before, after, summary) = describe(held)
            try transaction.save(.client, before: before, after: after, summary: summary)
        }
    }

    private static func found(_ client: Client?, _ id: UUID) throws -> Client {
        guard let client else { throw JobError.notFound(what: "client with the id \(id.text)") }
        return client
    }

    private static func found(_ contact: Contact?, _ id: UUID, of clientID: UUID) throws -> Contact {
        guard let contact, contact.clientID == clientID else {
            throw JobError.notFound(what: "contact with the id \(id.text) at this client")
        }
        return contact
    }
}

extension Contact {
    /// What a job shows of a contact, as history keeps it.
    var record: FieldValue {
        .record(["id": FieldValue(id), "name": .text(name), "email": FieldValue(email), "phone": FieldValue(phone)])
    }
}
