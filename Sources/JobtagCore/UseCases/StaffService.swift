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
        in session: any WriteSession, if precondition: CollectionPrecondition, _ input: Input<StaffEdit>,
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
        try Self.checkEmailIsFree(staff, session)
        try session.insert(staff, passwordHash: try edit.hashForStoring())
        return staff
    }

    package func edit(
        _ id: UUID, in session: any WriteSession, if precondition: any VersionPrecondition, _ input: Input<StaffEdit>,
        check: ReadOnlyCheck<Staff> = .none
    ) throws -> Staff {
        let staff = try Self.found(session.lockStaff(id), id)
        try precondition.check(staff.version) { .staff(staff) }
        let edit = try input.get()
        try edit.checkPassword()
        var changed = staff
        try changed.apply(edit.fields)
        try check.check(staff, changed) { staff.createdAt <= $0 && $0 <= staff.updatedAt }
        try Self.checkEmailIsFree(changed, session)
        guard !changed.fields(changedFrom: staff).isEmpty || edit.password != nil else { return staff }
        if staff.role == .admin, staff.isActive, changed.role != .admin || !changed.isActive {
            let others = try session.staff().filter { $0.id != id && $0.role == .admin && $0.isActive }
            guard !others.isEmpty else {
                throw JobError.conflict(.state("This is the only active admin. Make someone else an admin first."))
            }
        }
        changed.updatedAt = staff.updatedAt.next(now: environment.now())
        try session.update(changed)
        if edit.password != nil { try session.setPasswordHash(edit.hashForStoring(), ofStaff: id) }
        // A new password or deactivation ends all of the person's sessions.
        if edit.password != nil || !changed.isActive { try session.deleteTokens(ofStaff: id) }
        return changed
    }

    private static func checkEmailIsFree(_ staff: Staff, _ session: any ReadSession) throws {
        if let other = try session.credentials(email: staff.email), other.staff.id != staff.id {
            throw JobError.invalid("email", "Another member of staff already uses this e-mail address.")
        }
    }

    private static func found(_ staff: Staff?, _ id: UUID) throws -> Staff {
        guard let staff else { throw JobError.notFound(what: "member of staff with the id \(id.text)") }
        return staff
    }
}
