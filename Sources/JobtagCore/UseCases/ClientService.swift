package import Foundation

/// Clients and their contacts.
///
/// The details of a client or contact in a job are part of the job: changing them gives these jobs new versions. A contact has its
/// own version, independent of its client's.
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

    /// - Parameter includingDeleted: Whether to find one that can be restored.
    /// - Throws: `JobError.notFound`, `JobError.clientDeleted`.
    package func client(_ id: UUID, includingDeleted: Bool = false) async throws -> Client {
        let now = environment.now()
        return try await store.read {
            let client = try Self.findable($0.client(id, includingDeleted: true), id, at: now)
            return includingDeleted ? client : try Self.living(client)
        }
    }

    /// - Parameter isDeleted: Only contacts that were deleted on their own and can be restored.
    package func contacts(of id: UUID, isDeleted: Bool = false) async throws -> [Contact] {
        let now = environment.now()
        return try await store.read { session in
            _ = try Self.living(Self.findable(session.client(id, includingDeleted: true), id, at: now))
            return isDeleted
                ? try session.deletedContacts(ofClient: id, after: Deletion.oldestRecoverable(at: now))
                : try session.contacts(ofClient: id)
        }
    }

    /// - Parameter includingDeleted: Whether to find one that can be restored.
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
        in session: any WriteSession, by actor: Staff, if precondition: CollectionPrecondition, _ input: Input<Edit<Client>>,
        check: ReadOnlyCheck<Client> = .none
    ) throws -> Client {
        try precondition.check(session)
        let edit = try input.get()
        guard edit[.name] != nil else { throw JobError.invalid("name", "This field is required.") }
        let now = environment.now()
        var client = Client(id: environment.newID(), name: "", createdAt: now, updatedAt: now)
        try client.apply(edit)
        try check.check(nil, client) { _ in false }
        try session.insert(client)
        try RecordTransaction(client, in: session, by: actor, environment: environment, now: now).recordCreation()
        return client
    }

    package func edit(
        _ id: UUID, in session: any WriteSession, by actor: Staff, if precondition: any VersionPrecondition,
        _ input: Input<Edit<Client>>,
        check: ReadOnlyCheck<Client> = .none
    ) throws -> Client {
        try change(id, in: session, by: actor, if: precondition, intent: RecordIntent(input)) { transaction in
            let client = transaction.original
            try transaction.record.apply(try input.get())
            // Versions from before clients had a history are not in it.
            try check.check(client, transaction.record) { client.createdAt <= $0 && $0 <= client.updatedAt }
            if !transaction.record.fields(changedFrom: client).isEmpty { try save(&transaction) }
        }
    }

    /// Undoes a change, as a new change that can be undone too.
    ///
    /// - Parameter input: The id of the change.
    /// - Throws: `JobError.conflict` if the same values have changed since.
    package func undo(
        of id: UUID, in session: any WriteSession, by actor: Staff, if precondition: any VersionPrecondition, _ input: Input<UUID>
    ) throws -> Client {
        try change(id, in: session, by: actor, if: precondition) { transaction in
            let undo = try Undo(of: input.get(), in: transaction.original, session) { try $0.obstacle(in: $1) }
            try undo.apply(to: &transaction.record)
            try save(&transaction, undoing: undo.change)
        }
    }

    /// The client's changes, newest first.
    package func history(of id: UUID, limit: Int) async throws -> RecordHistory<Client> {
        let now = environment.now()
        return try await store.read { session in
            let client = try Self.living(Self.findable(session.client(id, includingDeleted: true), id, at: now))
            return try RecordHistory(of: client, limit: limit, session)
        }
    }

    /// Saves a client, and gives its jobs new versions if they show what has changed.
    private func save(_ change: inout RecordTransaction<Client>, undoing undone: RecordChange? = nil) throws {
        let (old, new, session) = (change.original, change.record, change.session)
        let jobs = new[.name] == old[.name] ? [] : try Self.lockJobs(of: new.id, session)
        try change.saveFields(undoing: undone)
        try raise(
            jobs, by: change.actor, change.now, session,
            before: ["client": .record(["id": FieldValue(new.id), "name": .text(old.name)])],
            after: ["client": .record(["id": FieldValue(new.id), "name": .text(new.name)])],
            summary: "The client's name changed from \(old.name) to \(new.name)")
    }

    /// The frame of every mutation of a client: lock its row, check the precondition, change.
    ///
    /// - Parameters:
    ///   - isDeleted: Whether the change applies to a deleted client.
    ///   - intent: What the change is about to do.
    ///   - body: Makes the change and saves it. If nothing changes, it saves nothing.
    private func change(
        _ id: UUID, in session: any WriteSession, by actor: Staff, if precondition: any VersionPrecondition,
        isDeleted: Bool = false, intent: RecordIntent<Client> = .decision, _ body: (inout RecordTransaction<Client>) throws -> Void
    ) throws -> Client {
        let now = environment.now()
        let found = try Self.findable(session.lockClient(id), id, at: now)
        let client = isDeleted ? found : try Self.living(found)
        try client.check(precondition, for: intent, by: actor, session)
        var transaction = RecordTransaction(client, in: session, by: actor, environment: environment, now: now)
        try body(&transaction)
        return transaction.record
    }

    /// The same for a contact. The client's row is locked first: every transaction takes these locks in this order.
    private func change(
        _ id: UUID, of clientID: UUID, in session: any WriteSession, by actor: Staff, if precondition: any VersionPrecondition,
        isDeleted: Bool = false, intent: RecordIntent<Contact> = .decision,
        _ body: (inout RecordTransaction<Contact>, Client) throws -> Void
    ) throws -> Contact {
        let now = environment.now()
        let client = try Self.owner(session.lockClient(clientID), of: id, at: now)
        let found = try Self.findable(session.lockContact(id), id, of: clientID, at: now)
        let contact = isDeleted ? found : try Self.living(found)
        try contact.check(precondition, for: intent, by: actor, session)
        var transaction = RecordTransaction(contact, in: session, by: actor, environment: environment, now: now)
        try body(&transaction, client)
        return transaction.record
    }

    /// Deletes a client with its contacts; it can be restored as long as a job can.
    ///
    /// - Throws: `JobError.conflict` if jobs use the client.
    package func delete(
        _ id: UUID, in session: any WriteSession, by actor: Staff, if precondition: any VersionPrecondition
    ) throws -> Client {
        try change(id, in: session, by: actor, if: precondition) { transaction in
            let count = try session.jobCount(ofClient: id)
            guard count == 0 else {
                throw JobError.conflict(.state("This client has \(count) \(count == 1 ? "job" : "jobs") and cannot be deleted."))
            }
            transaction.record.deletion = Deletion(at: transaction.now, by: actor.person)
            try transaction.saveDeletion()
        }
    }

    /// Restores a deleted client with its contacts.
    ///
    /// - Throws: `JobError.conflict` if it is not deleted.
    package func restore(
        _ id: UUID, in session: any WriteSession, by actor: Staff, if precondition: any VersionPrecondition, _ input: Input<Void>
    ) throws -> Client {
        try change(id, in: session, by: actor, if: precondition, isDeleted: true) { transaction in
            try input.get()
            guard transaction.record.deletion != nil else {
                throw JobError.conflict(.state("This client has not been deleted."))
            }
            transaction.record.deletion = nil
            try transaction.saveDeletion()
        }
    }

    /// A list shows all contacts of a client.
    private static let maximumContacts = 1000

    /// - Throws: `JobError.conflict` if the client has the maximum number of contacts.
    private static func checkRoom(ofClient id: UUID, _ session: any ReadSession) throws {
        guard try session.contacts(ofClient: id).count < maximumContacts else {
            throw JobError.conflict(.state("A client can have at most \(maximumContacts) contacts."))
        }
    }

    package func createContact(
        of clientID: UUID, in session: any WriteSession, by actor: Staff, if precondition: CollectionPrecondition,
        _ input: Input<Edit<Contact>>, check: ReadOnlyCheck<Contact> = .none
    ) throws -> Contact {
        let now = environment.now()
        let client = try Self.living(Self.findable(session.lockClient(clientID), clientID, at: now))
        try precondition.check(session)
        let edit = try input.get()
        guard edit[.name] != nil else { throw JobError.invalid("name", "This field is required.") }
        var contact = Contact(id: environment.newID(), clientID: clientID, name: "", createdAt: now, updatedAt: now)
        try contact.apply(edit)
        try check.check(nil, contact) { _ in false }
        try Self.checkRoom(ofClient: clientID, session)
        try session.insert(contact)
        try RecordTransaction(contact, in: session, by: actor, environment: environment, now: now).recordCreation()
        try session.publish(client)
        return contact
    }

    package func editContact(
        _ id: UUID, of clientID: UUID, in session: any WriteSession, by actor: Staff, if precondition: any VersionPrecondition,
        _ input: Input<Edit<Contact>>, check: ReadOnlyCheck<Contact> = .none
    ) throws -> Contact {
        try change(id, of: clientID, in: session, by: actor, if: precondition, intent: RecordIntent(input)) { transaction, client in
            let contact = transaction.original
            try transaction.record.apply(try input.get())
            try check.check(contact, transaction.record) { contact.createdAt <= $0 && $0 <= contact.updatedAt }
            if !transaction.record.fields(changedFrom: contact).isEmpty { try save(&transaction, of: client) }
        }
    }

    /// Undoes a change of a contact, as a new change that can be undone too.
    ///
    /// - Parameter input: The id of the change.
    /// - Throws: `JobError.conflict` if the same values have changed since.
    package func undoContact(
        _ id: UUID, of clientID: UUID, in session: any WriteSession, by actor: Staff, if precondition: any VersionPrecondition,
        _ input: Input<UUID>
    ) throws -> Contact {
        try change(id, of: clientID, in: session, by: actor, if: precondition) { transaction, client in
            let undo = try Undo(of: input.get(), in: transaction.original, session) { try $0.obstacle(in: $1) }
            try undo.apply(to: &transaction.record)
            try save(&transaction, of: client, undoing: undo.change)
        }
    }

    /// The contact's changes, newest first.
    package func history(ofContact id: UUID, of clientID: UUID, limit: Int) async throws -> RecordHistory<Contact> {
        let now = environment.now()
        return try await store.read { session in
            _ = try Self.owner(session.client(clientID, includingDeleted: true), of: id, at: now)
            let contact = try Self.living(Self.findable(session.contact(id, includingDeleted: true), id, of: clientID, at: now))
            return try RecordHistory(of: contact, limit: limit, session)
        }
    }

    /// Saves a contact, and gives the jobs that show it new versions.
    private func save(_ change: inout RecordTransaction<Contact>, of client: Client, undoing undone: RecordChange? = nil) throws {
        let (old, new, session) = (change.original, change.record, change.session)
        let jobs = new.record == old.record ? [] : try Self.lockJobs(of: client.id, session).filter { $0.contactID == new.id }
        try change.saveFields(undoing: undone)
        try session.publish(client)
        try raise(
            jobs, by: change.actor, change.now, session, before: ["contact": old.record], after: ["contact": new.record],
            summary: "The details of the contact \(new.name) changed")
    }

    /// Deletes a contact; it can be restored as long as a job can.
    ///
    /// - Throws: `JobError.conflict` if jobs use the contact.
    package func deleteContact(
        _ id: UUID, of clientID: UUID, in session: any WriteSession, by actor: Staff, if precondition: any VersionPrecondition
    ) throws -> Contact {
        try change(id, of: clientID, in: session, by: actor, if: precondition) { transaction, client in
            let count = try session.jobCount(ofContact: id)
            guard count == 0 else {
                throw JobError.conflict(
                    .state("\(count) \(count == 1 ? "job uses" : "jobs use") this contact, so it cannot be deleted."))
            }
            transaction.record.deletion = Deletion(at: transaction.now, by: actor.person)
            try transaction.saveDeletion()
            try session.publish(client)
        }
    }

    /// Restores a deleted contact. A contact of a deleted client is restored with the client.
    ///
    /// - Throws: `JobError.conflict` if it is not deleted.
    package func restoreContact(
        _ id: UUID, of clientID: UUID, in session: any WriteSession, by actor: Staff, if precondition: any VersionPrecondition,
        _ input: Input<Void>
    ) throws -> Contact {
        try change(id, of: clientID, in: session, by: actor, if: precondition, isDeleted: true) { transaction, client in
            try input.get()
            guard transaction.record.deletion != nil else {
                throw JobError.conflict(.state("This contact has not been deleted."))
            }
            try Self.checkRoom(ofClient: clientID, session)
            transaction.record.deletion = nil
            try transaction.saveDeletion()
            try session.publish(client)
        }
    }

    /// The jobs of a client, locked.
    private static func lockJobs(of clientID: UUID, _ session: any WriteSession) throws -> [Job] {
        try session.lockJobs(session.jobIDs(ofClient: clientID)).filter { $0.clientID == clientID }
            .sorted { $0.number < $1.number }
    }

    /// Gives jobs a new version because of the details that they show.
    private func raise(
        _ jobs: [Job], by actor: Staff, _ now: Timestamp, _ session: any WriteSession, before: [String: FieldValue],
        after: [String: FieldValue], summary: String
    ) throws {
        guard !jobs.isEmpty else { return }
        var version = try session.nextVersion(now: now)
        for job in jobs {
            var transaction = RecordTransaction(job, in: session, by: actor, environment: environment, now: now, version: version)
            version = version.next(now: now)
            try transaction.save(.client, before: before, after: after, summary: summary)
        }
    }

    // MARK: Lookups

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

    /// The client of a contact. Without it, the contact does not exist either.
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

    private static func noContact(_ id: UUID) -> JobError { .notFound(what: "contact with the id \(id.text) for this client") }
}

extension Contact {
    /// The part of a contact that jobs show, as stored in history.
    var record: FieldValue {
        .record(["id": FieldValue(id), "name": .text(name), "email": FieldValue(email), "phone": FieldValue(phone)])
    }
}
