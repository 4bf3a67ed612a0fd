package import Foundation

/// Clients and their contacts.
///
/// What a job shows of them is part of the job: changing it raises the versions of those jobs. A contact has a version of its own, which
/// its client's does not depend on.
package struct ClientService: Sendable {
    let store: any Store
    let environment: UseCaseEnvironment

    package init(store: any Store, environment: UseCaseEnvironment) {
        self.store = store
        self.environment = environment
    }

    package func list(_ query: ClientQuery) async throws -> Page<Client> {
        var query = query
        query.deletedAfter = Deletion.oldestRecoverable(at: environment.now())
        let wanted = query
        return try await store.read { try $0.clients(wanted) }
    }

    /// - Parameter includingDeleted: Whether one that can be restored will do.
    /// - Throws: `JobError.notFound`, `JobError.clientDeleted`.
    package func client(_ id: UUID, includingDeleted: Bool = false) async throws -> Client {
        let now = environment.now()
        return try await store.read {
            let client = try Self.findable($0.client(id, includingDeleted: true), id, at: now)
            return includingDeleted ? client : try Self.living(client)
        }
    }

    /// - Parameter isDeleted: Those that were deleted by themselves and can be restored, instead of the living.
    package func contacts(of id: UUID, isDeleted: Bool = false) async throws -> [Contact] {
        let now = environment.now()
        return try await store.read { session in
            _ = try Self.living(Self.findable(session.client(id, includingDeleted: true), id, at: now))
            return isDeleted
                ? try session.deletedContacts(ofClient: id, after: Deletion.oldestRecoverable(at: now))
                : try session.contacts(ofClient: id)
        }
    }

    /// - Parameter includingDeleted: Whether one that can be restored will do.
    /// - Throws: `JobError.notFound`, `JobError.clientDeleted`, `JobError.contactDeleted`.
    package func contact(_ id: UUID, of clientID: UUID, includingDeleted: Bool = false) async throws -> Contact {
        let now = environment.now()
        return try await store.read { session in
            _ = try Self.owner(session.client(clientID, includingDeleted: true), of: id, at: now)
            let contact = try Self.findable(session.contact(id, includingDeleted: true), id, of: clientID, at: now)
            return includingDeleted ? contact : try Self.living(contact)
        }
    }

    package func create(
        in session: any WriteSession, if precondition: CollectionPrecondition, _ input: Input<Edit<Client>>,
        check: ReadOnlyCheck<Client> = .none
    ) throws -> Client {
        try precondition.check(session)
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
        _ id: UUID, in session: any WriteSession, by actor: Staff, if precondition: any VersionPrecondition,
        _ input: Input<Edit<Client>>,
        check: ReadOnlyCheck<Client> = .none
    ) throws -> Client {
        let now = environment.now()
        let client = try Self.living(Self.findable(session.lockClient(id), id, at: now))
        try precondition.check(client.version) { .client(client) }
        var changed = client
        try changed.apply(try input.get())
        // Clients, contacts and staff have no history yet to look an older version up in.
        try check.check(client, changed) { client.createdAt <= $0 && $0 <= client.updatedAt }
        guard !changed.fields(changedFrom: client).isEmpty else { return client }
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

    /// Deletes a client with its contacts; it can be restored for as long as a job can.
    ///
    /// - Throws: `JobError.conflict` when jobs name the client.
    package func delete(
        _ id: UUID, in session: any WriteSession, by actor: Staff, if precondition: any VersionPrecondition
    ) throws -> Client {
        let now = environment.now()
        let client = try Self.living(Self.findable(session.lockClient(id), id, at: now))
        try precondition.check(client.version) { .client(client) }
        let count = try session.jobs(ofClient: id).count
        guard count == 0 else {
            throw JobError.conflict(.state("This client has \(count) \(count == 1 ? "job" : "jobs"), so it cannot be deleted."))
        }
        var deleted = client
        deleted.deletion = Deletion(at: now, by: actor.person)
        deleted.updatedAt = client.updatedAt.next(now: now)
        try session.update(deleted)
        return deleted
    }

    /// Brings a deleted client back, with the contacts that it had.
    ///
    /// - Throws: `JobError.conflict` when it is not deleted.
    package func restore(
        _ id: UUID, in session: any WriteSession, if precondition: any VersionPrecondition, _ input: Input<Void>
    ) throws -> Client {
        let now = environment.now()
        let client = try Self.findable(session.lockClient(id), id, at: now)
        try precondition.check(client.version) { .client(client) }
        try input.get()
        guard client.deletion != nil else {
            throw JobError.conflict(.state("This client is not deleted, so there is nothing to restore."))
        }
        var restored = client
        restored.deletion = nil
        restored.updatedAt = client.updatedAt.next(now: now)
        try session.update(restored)
        return restored
    }

    /// They are listed as a whole.
    private static let maximumContacts = 1000

    /// - Throws: `JobError.conflict` where the client has as many contacts as it can have.
    private static func checkRoom(ofClient id: UUID, _ session: any ReadSession) throws {
        guard try session.contacts(ofClient: id).count < maximumContacts else {
            throw JobError.conflict(.state("A client can have at most \(maximumContacts) contacts."))
        }
    }

    package func createContact(
        of clientID: UUID, in session: any WriteSession, if precondition: CollectionPrecondition, _ input: Input<Edit<Contact>>,
        check: ReadOnlyCheck<Contact> = .none
    ) throws -> Contact {
        let now = environment.now()
        let client = try Self.living(Self.findable(session.lockClient(clientID), clientID, at: now))
        try precondition.check(session)
        let edit = try input.get()
        guard edit[.name] != nil else { throw JobError.invalid("name", "This is needed.") }
        var contact = Contact(id: environment.newID(), clientID: clientID, name: "", createdAt: now, updatedAt: now)
        try contact.apply(edit)
        try check.check(nil, contact) { _ in false }
        try Self.checkRoom(ofClient: clientID, session)
        try session.insert(contact)
        session.publish(client)
        return contact
    }

    package func editContact(
        _ id: UUID, of clientID: UUID, in session: any WriteSession, by actor: Staff, if precondition: any VersionPrecondition,
        _ input: Input<Edit<Contact>>, check: ReadOnlyCheck<Contact> = .none
    ) throws -> Contact {
        let now = environment.now()
        // The client's row first: the order in which every transaction takes these locks.
        let client = try Self.owner(session.lockClient(clientID), of: id, at: now)
        let contact = try Self.living(Self.findable(session.lockContact(id), id, of: clientID, at: now))
        try precondition.check(contact.version) { .contact(contact) }
        var changed = contact
        try changed.apply(try input.get())
        try check.check(contact, changed) { contact.createdAt <= $0 && $0 <= contact.updatedAt }
        guard !changed.fields(changedFrom: contact).isEmpty else { return contact }
        changed.updatedAt = contact.updatedAt.next(now: now)
        try session.update(changed)
        session.publish(client)
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

    /// Deletes a contact; it can be restored for as long as a job can.
    ///
    /// - Throws: `JobError.conflict` when jobs name the contact.
    package func deleteContact(
        _ id: UUID, of clientID: UUID, in session: any WriteSession, by actor: Staff, if precondition: any VersionPrecondition
    ) throws -> Contact {
        let now = environment.now()
        let client = try Self.owner(session.lockClient(clientID), of: id, at: now)
        let contact = try Self.living(Self.findable(session.lockContact(id), id, of: clientID, at: now))
        try precondition.check(contact.version) { .contact(contact) }
        let count = try session.jobs(ofClient: clientID).count { $0.contactID == id }
        guard count == 0 else {
            throw JobError.conflict(
                .state("\(count) \(count == 1 ? "job names" : "jobs name") this contact, so it cannot be deleted."))
        }
        var deleted = contact
        deleted.deletion = Deletion(at: now, by: actor.person)
        deleted.updatedAt = contact.updatedAt.next(now: now)
        try session.update(deleted)
        session.publish(client)
        return deleted
    }

    /// Brings a deleted contact back. That of a deleted client comes back with the client.
    ///
    /// - Throws: `JobError.conflict` when it is not deleted.
    package func restoreContact(
        _ id: UUID, of clientID: UUID, in session: any WriteSession, if precondition: any VersionPrecondition, _ input: Input<Void>
    ) throws -> Contact {
        let now = environment.now()
        let client = try Self.owner(session.lockClient(clientID), of: id, at: now)
        let contact = try Self.findable(session.lockContact(id), id, of: clientID, at: now)
        try precondition.check(contact.version) { .contact(contact) }
        try input.get()
        guard contact.deletion != nil else {
            throw JobError.conflict(.state("This contact is not deleted, so there is nothing to restore."))
        }
        try Self.checkRoom(ofClient: clientID, session)
        var restored = contact
        restored.deletion = nil
        restored.updatedAt = contact.updatedAt.next(now: now)
        try session.update(restored)
        session.publish(client)
        return restored
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

    // MARK: What is there

    private static func findable(_ client: Client?, _ id: UUID, at now: Timestamp) throws -> Client {
        guard let client, client.deletion?.isRecoverable(at: now) != false else {
            throw JobError.notFound(what: "client with the id \(id.text)")
        }
        return client
    }

    private static func findable(_ contact: Contact?, _ id: UUID, of clientID: UUID, at now: Timestamp) throws -> Contact {
        guard let contact, contact.clientID == clientID, contact.deletion?.isRecoverable(at: now) != false else {
            throw noContact(id)
        }
        return contact
    }

    /// The client of a contact. Where there is none there is no such contact either.
    private static func owner(_ client: Client?, of contact: UUID, at now: Timestamp) throws -> Client {
        guard let client, client.deletion?.isRecoverable(at: now) != false else { throw noContact(contact) }
        return try living(client)
    }

    private static func living(_ client: Client) throws -> Client {
        if let deletion = client.deletion { throw JobError.clientDeleted(client, deletion) }
        return client
    }

    private static func living(_ contact: Contact) throws -> Contact {
        if let deletion = contact.deletion { throw JobError.contactDeleted(contact, deletion) }
        return contact
    }

    private static func noContact(_ id: UUID) -> JobError { .notFound(what: "contact with the id \(id.text) at this client") }
}

extension Contact {
    /// What a job shows of a contact, as history keeps it.
    var record: FieldValue {
        .record(["id": FieldValue(id), "name": .text(name), "email": FieldValue(email), "phone": FieldValue(phone)])
    }
}
