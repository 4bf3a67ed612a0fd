import Foundation
import JobtagCore

extension SQLSession {
    func client(_ id: UUID) throws -> Client? {
        try connection.first(Self.selectClient + " WHERE id = $1", [.id(id)], client)
    }

    func lockClient(_ id: UUID) throws -> Client? {
        try connection.first(Self.selectClient + " WHERE id = $1" + connection.rowLock, [.id(id)], client)
    }

    func clients(_ query: ClientQuery) throws -> Page<Client> {
        var conditions = ["1 = 1"]
        var arguments: [SQLValue] = []
        func parameter(_ value: SQLValue) -> String {
            arguments.append(value)
            return "$\(arguments.count)"
        }
        for word in query.words {
            let escaped = folded(word).replacing("\\", with: "\\\\").replacing("%", with: "\\%").replacing("_", with: "\\_")
            conditions.append("folded_name LIKE \(parameter(.text("%\(escaped)%"))) ESCAPE '\\'")
        }
        if let after = query.after {
            guard let name = after.key.text else { throw JobError.invalid("cursor", "This cursor is not one of this list.") }
            conditions.append("(name, id) > (\(parameter(.text(name))), \(parameter(.id(after.id))))")
        }
        let sql =
            Self.selectClient + " WHERE " + conditions.joined(separator: " AND ")
            + " ORDER BY name, id LIMIT \(parameter(.int(Int64(query.limit + 1))))"
        var clients = try connection.query(sql, arguments, isKept: false, client)
        guard clients.count > query.limit else { return Page(items: clients, next: nil) }
        clients.removeLast()
        return Page(items: clients, next: clients.last.map { PagePosition(key: .text($0.name), id: $0.id) })
    }

    func insert(_ client: Client) throws {
        try connection.execute(
            """
            INSERT INTO clients (id, name, folded_name, email, phone, address, notes, created_at, updated_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
            """,
            [
                .id(client.id), .text(client.name), .text(folded(client.name)), SQLValue(client.email), SQLValue(client.phone),
                SQLValue(client.address),
                .text(client.notes), .int(client.createdAt.microseconds), .int(client.updatedAt.microseconds),
            ])
    }

    func update(_ client: Client) throws {
        try connection.execute(
            """
            UPDATE clients SET name = $1, folded_name = $2, email = $3, phone = $4, address = $5, notes = $6, updated_at = $7
            WHERE id = $8
            """,
            [
                .text(client.name), .text(folded(client.name)), SQLValue(client.email), SQLValue(client.phone),
                SQLValue(client.address), .text(client.notes),
                .int(client.updatedAt.microseconds), .id(client.id),
            ])
    }

    func deleteClient(_ id: UUID) throws {
        try connection.execute("DELETE FROM clients WHERE id = $1", [.id(id)])
    }

    func contact(_ id: UUID) throws -> Contact? {
        try connection.first(Self.selectContact + " WHERE id = $1", [.id(id)], contact)
    }

    func lockContact(_ id: UUID) throws -> Contact? {
        try connection.first(Self.selectContact + " WHERE id = $1" + connection.rowLock, [.id(id)], contact)
    }

    func contacts(ofClient id: UUID) throws -> [Contact] {
        try connection.query(Self.selectContact + " WHERE client_id = $1 ORDER BY name, id", [.id(id)], contact)
    }

    func insert(_ contact: Contact) throws {
        try connection.execute(
            """
            INSERT INTO contacts (id, client_id, name, email, phone, position, created_at, updated_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
            """,
            [
                .id(contact.id), .id(contact.clientID), .text(contact.name), SQLValue(contact.email), SQLValue(contact.phone),
                SQLValue(contact.position), .int(contact.createdAt.microseconds), .int(contact.updatedAt.microseconds),
            ])
    }

    func update(_ contact: Contact) throws {
        try connection.execute(
            "UPDATE contacts SET name = $1, email = $2, phone = $3, position = $4, updated_at = $5 WHERE id = $6",
            [
                .text(contact.name), SQLValue(contact.email), SQLValue(contact.phone), SQLValue(contact.position),
                .int(contact.updatedAt.microseconds), .id(contact.id),
            ])
    }

    func deleteContact(_ id: UUID) throws {
        try connection.execute("DELETE FROM contacts WHERE id = $1", [.id(id)])
    }

    /// A name as people search for it: whoever types otaki finds Ōtaki.
    private func folded(_ name: String) -> String {
        name.folding(options: [.caseInsensitive, .diacriticInsensitive, .widthInsensitive], locale: nil)
    }

    private static let selectClient = "SELECT id, name, email, phone, address, notes, created_at, updated_at FROM clients"
    private static let selectContact =
        "SELECT id, client_id, name, email, phone, position, created_at, updated_at FROM contacts"

    private func client(_ row: any SQLRow) -> Client {
        Client(
            id: row.id(0), name: row.text(1), email: row.optionalText(2), phone: row.optionalText(3),
            address: row.optionalText(4), notes: row.text(5), createdAt: Timestamp(microseconds: row.int(6)),
            updatedAt: Timestamp(microseconds: row.int(7)))
    }

    private func contact(_ row: any SQLRow) -> Contact {
        Contact(
            id: row.id(0), clientID: row.id(1), name: row.text(2), email: row.optionalText(3), phone: row.optionalText(4),
            position: row.optionalText(5), createdAt: Timestamp(microseconds: row.int(6)),
            updatedAt: Timestamp(microseconds: row.int(7)))
    }
}
