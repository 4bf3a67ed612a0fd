package import Foundation

/// Hashes passwords for storage, and verifies them. Slow on purpose, so never inside a transaction.
package protocol PasswordHasher: Sendable {
    /// The maximum number of concurrent hashes.
    var concurrency: Int { get }
    func hash(_ password: String) async throws -> String
    func verify(_ password: String, against hash: String) async throws -> Bool
}

extension PasswordHasher {
    package var concurrency: Int { 1 }
}

/// A new or changed member of staff, with the password if one is set.
package struct StaffEdit: Sendable {
    package var fields: Edit<Staff>
    package var password: String?
    package static let maximumPasswordBytes = 200
    private var hash: String?

    package init(fields: Edit<Staff>, password: String? = nil) {
        self.fields = fields
        self.password = password
    }

    /// Hashes the password, which is slow on purpose, before the transaction that stores it.
    package func hashed(by hasher: any PasswordHasher) async throws -> StaffEdit {
        guard let password, (try? checkPassword()) != nil else { return self }
        var edit = self
        edit.hash = try await hasher.hash(password)
        return edit
    }

    func hashForStoring() throws -> String {
        guard let hash else { preconditionFailure("a password reached the transaction before it was hashed") }
        return hash
    }

    /// - Throws: `JobError.invalid` for a password that is too short or too long.
    func checkPassword() throws {
        guard let password else { return }
        guard password.count >= 10, password.utf8.count <= Self.maximumPasswordBytes else {
            throw JobError.invalid("password", "Use at least 10 characters and at most 200 bytes.")
        }
    }
}

/// The members of staff.
package struct StaffService: Sendable {
    let store: any Store
    let environment: UseCaseEnvironment

    package init(store: any Store, environment: UseCaseEnvironment) {
        (self.store, self.environment) = (store, environment)
    }

    package func list() async throws -> [Staff] {
        try await store.read { try $0.staff() }
    }

    package func staff(_ id: UUID) async throws -> Staff {
        try await store.read { try Self.found($0.staff(id), id) }
    }

    package func create(
        in session: any WriteSession, by actor: Staff, if precondition: CollectionPrecondition, _ input: Input<StaffEdit>,
        check: ReadOnlyCheck<Staff> = .none
    ) throws -> Staff {
        try session.lockStaffList()
        try precondition.check(session)
        let edit = try input.get()
        var missing: [FieldError] = []
        for field in [Staff.Field.name, .email, .role] where edit.fields[field] == nil {
            missing.append(FieldError(field.rawValue, "This field is required."))
        }
        if edit.password == nil { missing.append(FieldError("password", "This field is required.")) }
        if !missing.isEmpty { throw JobError.invalid(missing) }
        try edit.checkPassword()
        let now = environment.now()
        var staff = Staff(
            id: environment.newID(), name: "", email: "", role: .workshop, createdAt: now, updatedAt: now)
        try staff.apply(edit.fields)
        try check.check(nil, staff) { _ in false }
        try Self.checkRules(of: staff, from: nil, among: session.staff())
        try session.insert(staff, passwordHash: try edit.hashForStoring())
        try RecordTransaction(staff, in: session, by: actor, environment: environment, now: now).recordCreation(
            secrets: Self.secrets)
        return staff
    }

    package func edit(
        _ id: UUID, in session: any WriteSession, by actor: Staff, if precondition: any VersionPrecondition,
        _ input: Input<StaffEdit>,
        check: ReadOnlyCheck<Staff> = .none
    ) throws -> Staff {
        let staff = try Self.found(session.lockStaff(id), id)
        try staff.check(precondition, for: Self.intent(of: input), by: actor, session)
        let edit = try input.get()
        try edit.checkPassword()
        var change = RecordTransaction(staff, in: session, by: actor, environment: environment, now: environment.now())
        try change.record.apply(edit.fields)
        // Versions from before staff had a history are not in it.
        try check.check(staff, change.record) { staff.createdAt <= $0 && $0 <= staff.updatedAt }
        try Self.checkRules(of: change.record, from: staff, among: session.staff())
        guard !change.record.fields(changedFrom: staff).isEmpty || edit.password != nil else { return staff }
        try change.saveFields(secrets: edit.password == nil ? [] : Self.secrets)
        if edit.password != nil { try session.setPasswordHash(edit.hashForStoring(), ofStaff: id) }
        try Self.endSessions(of: change.record, hasNewPassword: edit.password != nil, session)
        return change.record
    }

    /// Undoes a change, as a new change that can be undone too.
    ///
    /// - Parameter input: The id of the change.
    /// - Throws: `JobError.conflict` if the same values have changed since.
    package func undo(
        of id: UUID, in session: any WriteSession, by actor: Staff, if precondition: any VersionPrecondition, _ input: Input<UUID>
    ) throws -> Staff {
        let staff = try Self.found(session.lockStaff(id), id)
        try staff.check(precondition, for: RecordIntent.decision, by: actor, session)
        let people = try session.staff()
        let undo = try Undo(of: input.get(), in: staff, session) { undo, staff in
            try undo.obstacle(in: staff) { try Self.checkRules(of: $0, from: staff, among: people) }
        }
        var change = RecordTransaction(staff, in: session, by: actor, environment: environment, now: environment.now())
        try undo.apply(to: &change.record)
        try change.saveFields(undoing: undo.change)
        try Self.endSessions(of: change.record, hasNewPassword: false, session)
        return change.record
    }

    /// The changes of a member of staff, newest first.
    package func history(of id: UUID, limit: Int) async throws -> RecordHistory<Staff> {
        try await store.read { session in
            let staff = try Self.found(session.staff(id), id)
            let people = try session.staff()
            return try RecordHistory(of: staff, limit: limit, session) {
                try Self.checkRules(of: $0, from: staff, among: people)
            }
        }
    }

    /// What is set besides the fields, and never shown.
    static let secrets = ["password"]

    private static func intent(of input: Input<StaffEdit>) -> RecordIntent<Staff> {
        guard let edit = try? input.get() else { return .decision }
        return .fields(edit.fields, secrets: edit.password == nil ? [] : secrets)
    }

    /// A new password or deactivation ends all of the person's sessions.
    private static func endSessions(of staff: Staff, hasNewPassword: Bool, _ session: any WriteSession) throws {
        if hasNewPassword || !staff.isActive { try session.deleteTokens(ofStaff: staff.id) }
    }

    /// Checks that the e-mail address is free, and that there is still an admin.
    ///
    /// - Parameter original: nil for a new one.
    private static func checkRules(of staff: Staff, from original: Staff?, among people: [Staff]) throws {
        let others = people.filter { $0.id != staff.id }
        if others.contains(where: { $0.email == staff.email }) {
            throw JobError.invalid("email", "Another member of staff already uses this e-mail address.")
        }
        let wasAdmin = original.map { $0.role == .admin && $0.isActive } ?? false
        guard wasAdmin, staff.role != .admin || !staff.isActive else { return }
        guard others.contains(where: { $0.role == .admin && $0.isActive }) else {
            throw JobError.conflict(.state("This is the only active admin. Make someone else an admin first."))
        }
    }

    private static func found(_ staff: Staff?, _ id: UUID) throws -> Staff {
        guard let staff else { throw JobError.notFound(what: "member of staff with the id \(id.text)") }
        return staff
    }
}
