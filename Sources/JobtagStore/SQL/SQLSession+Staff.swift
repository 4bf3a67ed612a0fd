import Foundation
import JobtagCore

extension SQLSession {
    func staff(_ id: UUID) throws -> Staff? {
        try connection.first(Self.selectStaff + " WHERE s.id = $1", [.id(id)], staff)
    }

    func lockStaff(_ id: UUID) throws -> Staff? {
        // Their requests in progress are completed first, with the role that they have checked.
        try connection.lock(.person(id), isShared: false)
        try lockStaffList()
        return try staff(id)
    }

    func lockActor(_ id: UUID) throws { try connection.lock(.person(id), isShared: true) }

    func lockStaffList() throws { try connection.lock(.staff, isShared: false) }

    func staff() throws -> [Staff] {
        try connection.query(Self.selectStaff + " ORDER BY s.name_key, s.id", [], staff)
    }

    func credentials(email: String) throws -> (staff: Staff, passwordHash: String)? {
        // PostgreSQL has no texts with such a character, and nobody has such an address.
        guard !email.utf8.contains(0) else { return nil }
        // A sign-in must not end up beside a new password of which it did not know.
        try connection.lock(.staff, isShared: true)
        return try connection.first(
            "SELECT \(Self.staffColumns), s.password_hash FROM staff s WHERE s.email = $1", [.text(email)]
        ) { (try staff($0), $0.text(7)) }
    }

    func insert(_ staff: Staff, passwordHash: String) throws {
        try publish(.staff(staff.id))
        try connection.execute(
            """
            INSERT INTO staff (id, name, name_key, email, role, is_active, password_hash, created_at, updated_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
            """,
            [
                .id(staff.id), .text(staff.name), .text(SearchFolding.sortKey(of: staff.name)), .text(staff.email),
                .text(staff.role.rawValue), SQLValue(staff.isActive), .text(passwordHash), .int(staff.createdAt.microseconds),
                .int(staff.updatedAt.microseconds),
            ])
    }

    func update(_ staff: Staff) throws {
        recorder?.writeSet.affectsSignIns = true
        try publish(.staff(staff.id))
        try connection.execute(
            "UPDATE staff SET name = $1, name_key = $2, email = $3, role = $4, is_active = $5, updated_at = $6 WHERE id = $7",
            [
                .text(staff.name), .text(SearchFolding.sortKey(of: staff.name)), .text(staff.email), .text(staff.role.rawValue),
                SQLValue(staff.isActive), .int(staff.updatedAt.microseconds), .id(staff.id),
            ])
    }

    func setPasswordHash(_ hash: String, ofStaff id: UUID) throws {
        try connection.execute("UPDATE staff SET password_hash = $1 WHERE id = $2", [.text(hash), .id(id)])
    }

    func insertToken(hash: [UInt8], staff: UUID, createdAt: Timestamp, expiresAt: Timestamp) throws {
        try connection.execute(
            "INSERT INTO tokens (hash, staff_id, created_at, expires_at) VALUES ($1, $2, $3, $4)",
            [.bytes(hash), .id(staff), .int(createdAt.microseconds), .int(expiresAt.microseconds)])
    }

    func deleteToken(hash: [UInt8], of person: UUID) throws {
        try connection.lock(.person(person), isShared: false)
        recorder?.writeSet.affectsSignIns = true
        try connection.execute("DELETE FROM tokens WHERE hash = $1", [.bytes(hash)])
    }

    func deleteTokens(ofStaff id: UUID) throws {
        recorder?.writeSet.affectsSignIns = true
        try connection.execute("DELETE FROM tokens WHERE staff_id = $1", [.id(id)])
    }

    func principal(ofTokenHash hash: [UInt8], now: Timestamp) throws -> Staff? { try signIn(ofTokenHash: hash, now: now)?.staff }

    /// The person of an unexpired token, unless inactive.
    func signIn(ofTokenHash hash: [UInt8], now: Timestamp) throws -> SignIn? {
        try connection.first(
            """
            SELECT \(Self.staffColumns), t.expires_at FROM tokens t JOIN staff s ON s.id = t.staff_id
            WHERE t.hash = $1 AND t.expires_at > $2 AND s.is_active = 1
            """,
            [.bytes(hash), .int(now.microseconds)]
        ) { SignIn(staff: try staff($0), expiresAt: Timestamp(microseconds: $0.int(7))) }
    }

    private static let staffColumns = "s.id, s.name, s.email, s.role, s.is_active, s.created_at, s.updated_at"
    private static let selectStaff = "SELECT \(staffColumns) FROM staff s"

    private func staff(_ row: any SQLRow) throws -> Staff {
        Staff(
            id: row.id(0), name: row.text(1), email: row.text(2), role: try stored(Role(rawValue: row.text(3)), "role"),
            isActive: row.int(4) != 0, createdAt: Timestamp(microseconds: row.int(5)),
            updatedAt: Timestamp(microseconds: row.int(6)))
    }
}
