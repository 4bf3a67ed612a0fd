public import Foundation

/// Turns passwords into what may be stored, and checks them. Slow on purpose, so never inside a transaction.
public protocol PasswordHasher: Sendable {
    func hash(_ password: String) async throws -> String
    func verify(_ password: String, against hash: String) async throws -> Bool
}

/// A new or changed member of staff, with the password when one is set.
public struct StaffEdit: Sendable {
    public var fields: Edit<Staff>
    public var password: String?

    public init(fields: Edit<Staff>, password: String? = nil) {
        self.fields = fields
        self.password = password
    }

    /// - Throws: `JobError.invalid` for a password that is too short or too long to be one.
    func checkPassword() throws {
        guard let password else { return }
        guard password.count >= 10, password.utf8.count <= 200 else {
            throw JobError.invalid("password", "A password has at least 10 characters and at most 200 bytes.")
        }
    }
}

/// Who works here.
public struct StaffService: Sendable {
    let store: any Store
    let environment: UseCaseEnvironment
    let hasher: any PasswordHasher

    public init(store: any Store, environment: UseCaseEnvironment, hasher: any PasswordHasher) {
        (self.store, self.environment, self.hasher) = (store, environment, hasher)
    }

    public func list() async throws -> [Staff] {
        try await store.read { try $0.staff() }
    }

    public func staff(_ id: UUID) async throws -> Staff {
        try await store.read { try Self.found($0.staff(id), id) }
    }

    public func create(if expectation: CollectionExpectation, _ input: Input<StaffEdit>) async throws -> Staff {
        let environment = environment
        let hash = try await hashed(input)
        return try await store.write { session in
            try expectation.check(session)
            let edit = try input.get()
            var missing: [FieldError] = []
            for field in [Staff.Field.name, .email, .role] where edit.fields[field] == nil {
                missing.append(FieldError(field.rawValue, "This is needed."))
            }
            if hash == nil { missing.append(FieldError("password", "This is needed.")) }
            if !missing.isEmpty { throw JobError.invalid(missing) }
            try edit.checkPassword()
            let now = environment.now()
            var staff = Staff(
                id: environment.newID(), name: "", email: "", role: .workshop, createdAt: now, updatedAt: now)
            try staff.apply(edit.fields)
            try Self.checkEmailIsFree(staff, session)
            try session.insert(staff, passwordHash: hash ?? "")
            return staff
        }
    }

    public func edit(
        _ id: UUID, by actor: Staff, if expectation: any Expectation, _ input: Input<StaffEdit>
    ) async throws -> Staff {
        let environment = environment
        let hash = try await hashed(input)
        return try await store.write { session in
            let staff = try Self.found(session.lockStaff(id), id)
            try expectation.check(staff.version) { .staff(staff) }
            let edit = try input.get()
            try edit.checkPassword()
            var changed = staff
            try changed.apply(edit.fields)
            try Self.checkEmailIsFree(changed, session)
            guard !changed.fields(changedFrom: staff).isEmpty || hash != nil else { return staff }
            if staff.role == .admin, staff.isActive, changed.role != .admin || !changed.isActive {
                let others = try session.staff().filter { $0.id != id && $0.role == .admin && $0.isActive }
                guard !others.isEmpty else {
                    throw JobError.conflict(.state("This is the only active admin; make somebody else admin first."))
                }
            }
            changed.updatedAt = staff.updatedAt.next(now: environment.now())
            try session.update(changed)
            if let hash { try session.setPasswordHash(hash, ofStaff: id) }
            // A new password or a disabled person ends every sign-in there is.
            if hash != nil || !changed.isActive { try session.deleteTokens(ofStaff: id) }
            return changed
        }
    }

    private func hashed(_ input: Input<StaffEdit>) async throws -> String? {
        guard case .success(let edit) = input, let password = edit.password, (try? edit.checkPassword()) != nil else { return nil }
        return try await hasher.hash(password)
    }

    private static func checkEmailIsFree(_ staff: Staff, _ session: any ReadSession) throws {
        if let other = try session.credentials(email: staff.email), other.staff.id != staff.id {
            throw JobError.invalid("email", "Somebody else has this address.")
        }
    }

    private static func found(_ staff: Staff?, _ id: UUID) throws -> Staff {
        guard let staff else { throw JobError.notFound(what: "member of staff with the id \(id.text)") }
        return staff
    }
}
