package import Foundation

/// Signing in and out. A token has 256 random bits; only its hash is stored.
package struct SignInService: Sendable {
    let store: any Store
    let environment: UseCaseEnvironment
    let hasher: any PasswordHasher
    package let secrets: any Secrets

    /// Sessions last 30 days.
    package static let secondsValid: Int64 = 30 * 86_400

    package init(store: any Store, environment: UseCaseEnvironment, hasher: any PasswordHasher, secrets: any Secrets) {
        (self.store, self.environment, self.hasher, self.secrets) = (store, environment, hasher, secrets)
    }

    /// The lookup form of an address. Phones add a capital letter and a trailing space, and write é composed or decomposed.
    package static func normalized(email: String) -> String {
        let scalars = email.unicodeScalars.drop { $0.properties.isWhitespace }
        let end = scalars.lastIndex { !$0.properties.isWhitespace }.map { scalars.index(after: $0) } ?? scalars.startIndex
        return String(scalars[..<end]).lowercased().precomposedStringWithCanonicalMapping
    }

    package struct SignIn: Sendable {
        package let token: String
        package let expiresAt: Timestamp
        package let staff: Staff
    }

    /// - Returns: nil if the address and password are not those of an active member of staff; takes the same time for
    ///   an unknown address.
    package func signIn(email: String, password: String) async throws -> SignIn? {
        let found = try await store.read { session in
            // An address stored before addresses were composed is found as typed.
            try (session.credentials(email: Self.normalized(email: email)) ?? session.credentials(email: email.lowercased()))
                .map { ($0.staff, $0.passwordHash) }
        }
        let isRight = try await hasher.verify(password, against: found?.1 ?? "")
        guard let staff = found?.0, isRight, staff.isActive else { return nil }
        let token = secrets.newToken()
        let hash = secrets.hash(token)
        let now = environment.now()
        let expiresAt = now.adding(seconds: Self.secondsValid)
        let isSignedIn = try await store.write { session in
            // Verifying is slow: meanwhile the password may have been changed, or the person deactivated.
            guard let current = try session.credentials(email: staff.email), current.staff.id == staff.id,
                current.staff.isActive, current.passwordHash == found?.1
            else { return false }
            try session.insertToken(hash: hash, staff: staff.id, createdAt: now, expiresAt: expiresAt)
            return true
        }
        guard isSignedIn else { return nil }
        return SignIn(token: token, expiresAt: expiresAt, staff: staff)
    }

    /// The person of a token; nil if it is unknown, expired, or of an inactive person.
    package func holder(of token: String) async throws -> Staff? { try await lookUp(token: token).principal }

    /// The person of a token, and what else is needed before the operation of a request begins.
    ///
    /// - Parameters:
    ///   - key: The key whose stored response is needed.
    ///   - job: The job whose version is needed.
    package func lookUp(token: String, key: String? = nil, job: UUID? = nil) async throws -> RequestLookup.Result {
        var lookup = RequestLookup(tokenHash: secrets.hash(token), now: environment.now())
        (lookup.key, lookup.job) = (key, job)
        return try await store.lookUp(lookup)
    }

    /// - Parameter person: Whose token it is.
    package func signOut(token: String, of person: UUID) async throws {
        let hash = secrets.hash(token)
        try await store.write { try $0.deleteToken(hash: hash, of: person) }
    }

    /// A one-time secret to create the first admin; nil if there are already accounts. It replaces earlier ones, unless they may be those
    /// of other servers: then the latest few are valid.
    package func newSetupSecret() async throws -> String? {
        let secret = secrets.newToken()
        let hash = secrets.hash(secret).hexadecimal
        let isShared = store.isShared
        return try await store.write { session in
            try session.lockStaffList()
            guard try session.staff().isEmpty else { return nil }
            let others = isShared ? try Self.setupHashes(session).suffix(Self.maximumSetupLinks - 1) : []
            try session.setSetting(Self.setupSetting, to: (others + [hash]).joined(separator: " "))
            return secret
        }
    }

    /// - Throws: `JobError.forbidden` if the secret is not the current one.
    package func checkSetup(secret: String) async throws {
        let hash = secrets.hash(secret).hexadecimal
        let isOpen = try await store.read { try $0.staff().isEmpty && Self.setupHashes($0).contains(hash) }
        guard isOpen else { throw Self.setupIsOver }
    }

    /// Creates the first admin with the one-time secret.
    ///
    /// - Throws: `JobError.forbidden` if the secret is not the current one, `JobError.invalid` for invalid values.
    package func setUp(secret: String, name: String, email: String, password: String) async throws -> Staff {
        let hash = secrets.hash(secret).hexadecimal
        let edit = StaffEdit(
            fields: [.name: .text(name), .email: .text(email), .role: .text(Role.admin.rawValue)], password: password)
        try edit.checkPassword()
        // Before the slow hashing: people without the secret must not make others wait.
        try await checkSetup(secret: secret)
        let passwordHash = try await hasher.hash(password)
        let environment = environment
        return try await store.write { session in
            try session.lockStaffList()
            guard try session.staff().isEmpty, try Self.setupHashes(session).contains(hash) else {
                throw Self.setupIsOver
            }
            let now = environment.now()
            var admin = Staff(id: environment.newID(), name: "", email: "", role: .admin, createdAt: now, updatedAt: now)
            try admin.apply(edit.fields)
            try session.insert(admin, passwordHash: passwordHash)
            try RecordTransaction(admin, in: session, by: admin, environment: environment, now: now).recordCreation(
                secrets: StaffService.secrets)
            try session.setSetting(Self.setupSetting, to: nil)
            return admin
        }
    }

    private static let setupSetting = "setup-secret"
    private static let maximumSetupLinks = 16

    private static func setupHashes(_ session: any ReadSession) throws -> [String] {
        try session.setting(setupSetting)?.split(separator: " ").map(String.init) ?? []
    }

    private static var setupIsOver: JobError {
        .forbidden("This link was already used or has been replaced. Restart the server to get a new one.")
    }
}

/// Random tokens and their hashes.
package protocol Secrets: Sendable {
    /// 256 random bits as text.
    func newToken() -> String
    func hash(_ token: String) -> [UInt8]
}
