import Foundation
import JobtagCore

extension SQLSession {
    func client(_ id: UUID, includingDeleted: Bool) throws -> Client? {
        try connection.first(Self.selectClient + " WHERE id = $1" + (includingDeleted ? "" : Self.living), [.id(id)], client)
    }

    func lockClient(_ id: UUID) throws -> Client? {
        try connection.lock(.client(id), isShared: false)
        return try connection.first(Self.selectClient + " WHERE id = $1", [.id(id)], client)
    }

    func clients(_ query: ClientQuery) throws -> Page<Client> {
        var conditions = [query.isDeleted ? "deleted_at IS NOT NULL" : "deleted_at IS NULL"]
        var arguments: [SQLValue] = []
        func parameter(_ value: SQLValue) -> String {
            arguments.append(value)
            return "$\(arguments.count)"
        }
        if query.isDeleted, let after = query.deletedAfter {
            conditions.append("deleted_at > \(parameter(.int(after.microseconds)))")
        }
        let search = SearchQuery(words: query.words)
        if search.hasOnlySigns { conditions.append("1 = 0") }
        for term in search.terms {
            // A folded phrase has only letters, digits and spaces, so nothing in it is special in a pattern.
            let alternatives = term.alternatives.map { phrases in
                phrases.map { "search_text LIKE \(parameter(.text("%\($0)%")))" }.joined(separator: " AND ")
            }
            conditions.append("(\(alternatives.joined(separator: " OR ")))")
        }
        if let after = query.after {
            guard let key = after.key.text else {
                throw JobError.invalid(
                    "cursor", "This cursor does not belong to this list and order. Use `next` of the previous page.")
            }
            conditions.append("(name_key, id) > (\(parameter(.text(key))), \(parameter(.id(after.id))))")
        }
        let ids = try connection.query(
            "SELECT id FROM clients WHERE " + conditions.joined(separator: " AND ")
                + " ORDER BY name_key, id LIMIT \(parameter(.int(Int64(query.limit + 1))))",
            arguments, isKept: false
        ) { $0.id(0) }
        return try page(ids, limit: query.limit) { id in
            try connection.first(Self.selectClient + " WHERE id = $1", [.id(id)]) { row in
                let client = client(row)
                let bytes = client.name.utf8.count + client.notes.utf8.count + (client.address ?? "").utf8.count
                return (client, bytes, PagePosition(key: .text(SearchFolding.sortKey(of: client.name)), id: client.id))
            }
        }
    }

    func lockReference(toClient id: UUID) throws { try connection.lock(.client(id), isShared: true) }

    func insert(_ client: Client) throws {
        try publish(client)
        try connection.execute(
            """
            INSERT INTO clients (id, name, name_key, search_text, email, phone, address, notes, created_at, updated_at)
            VALUES ($1, $2, $3, '', $4, $5, $6, $7, $8, $9)
            """,
            [
                .id(client.id), .text(client.name), .text(SearchFolding.sortKey(of: client.name)), SQLValue(client.email),
                SQLValue(client.phone), SQLValue(client.address), .text(client.notes), .int(client.createdAt.microseconds),
                .int(client.updatedAt.microseconds),
            ])
        try refreshSearchText(ofClient: client.id)
        try connection.search.index(client)
    }

    func update(_ client: Client) throws {
        try publish(client)
        try connection.execute(
            """
            UPDATE clients SET name = $1, name_key = $2, email = $3, phone = $4, address = $5, notes = $6, updated_at = $7,
                deleted_at = $8, deleted_by = $9, deleted_by_name = $10
            WHERE id = $11
            """,
            [
                .text(client.name), .text(SearchFolding.sortKey(of: client.name)), SQLValue(client.email), SQLValue(client.phone),
                SQLValue(client.address), .text(client.notes), .int(client.updatedAt.microseconds),
            ] + values(client.deletion) + [.id(client.id)])
        try refreshSearchText(ofClient: client.id)
        try connection.search.index(client)
    }

    func publish(_ client: Client) throws { try publish(.client(client.version, isDeleted: client.deletion != nil)) }

    func contact(_ id: UUID, includingDeleted: Bool) throws -> Contact? {
        try connection.first(Self.selectContact + " WHERE id = $1" + (includingDeleted ? "" : Self.living), [.id(id)], contact)
    }

    func lockContact(_ id: UUID) throws -> Contact? {
        try connection.lock(.contact(id), isShared: false)
        return try connection.first(Self.selectContact + " WHERE id = $1", [.id(id)], contact)
    }

    func contacts(ofClient id: UUID) throws -> [Contact] {
        try connection.query(
            Self.selectContact + " WHERE client_id = $1\(Self.living) ORDER BY name_key, id", [.id(id)], contact)
    }

    func deletedContacts(ofClient id: UUID, after time: Timestamp) throws -> [Contact] {
        try connection.query(
            Self.selectContact + " WHERE client_id = $1 AND deleted_at > $2 ORDER BY name_key, id",
            [.id(id), .int(time.microseconds)], contact)
    }

    func insert(_ contact: Contact) throws {
        try connection.execute(
            """
            INSERT INTO contacts (id, client_id, name, name_key, email, phone, position, created_at, updated_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
            """,
            [
                .id(contact.id), .id(contact.clientID), .text(contact.name), .text(SearchFolding.sortKey(of: contact.name)),
                SQLValue(contact.email), SQLValue(contact.phone), SQLValue(contact.position), .int(contact.createdAt.microseconds),
                .int(contact.updatedAt.microseconds),
            ])
        try refreshSearchText(ofClient: contact.clientID)
    }

    func update(_ contact: Contact) throws {
        try connection.execute(
            """
            UPDATE contacts SET name = $1, name_key = $2, email = $3, phone = $4, position = $5, updated_at = $6,
                deleted_at = $7, deleted_by = $8, deleted_by_name = $9
            WHERE id = $10
            """,
            [
                .text(contact.name), .text(SearchFolding.sortKey(of: contact.name)), SQLValue(contact.email),
                SQLValue(contact.phone),
                SQLValue(contact.position), .int(contact.updatedAt.microseconds),
            ] + values(contact.deletion) + [.id(contact.id)])
        try refreshSearchText(ofClient: contact.clientID)
    }

    private func values(_ deletion: Deletion?) -> [SQLValue] {
        [SQLValue(deletion?.at.microseconds), SQLValue(deletion?.by.id), SQLValue(deletion?.by.name)]
    }

    /// Rewrites the search text of a client: its own name, e-mail and phone, and those of its contacts.
    ///
    /// - Parameter knowsDeletion: Whether the schema has deleted contacts, as since 0005.
    func refreshSearchText(ofClient id: UUID, knowsDeletion: Bool = true) throws {
        let texts = try connection.query(
            """
            SELECT name, email, phone FROM clients WHERE id = $1
            UNION ALL SELECT name, email, phone FROM contacts WHERE client_id = $1\(knowsDeletion ? Self.living : "")
            """,
            [.id(id)]
        ) { [$0.text(0), $0.optionalText(1), $0.optionalText(2)].compactMap(\.self) }
        let lines = texts.joined().flatMap { text in
            let folding = SearchFolding(text)
            return [folding.text] + folding.otherSpellings
        }
        // One line each, so that no phrase matches across two of them.
        try connection.execute(
            "UPDATE clients SET search_text = $1 WHERE id = $2", [.text(lines.joined(separator: "\n")), .id(id)])
    }

    private static let living = " AND deleted_at IS NULL"
    private static let dates = "created_at, updated_at, deleted_at, deleted_by, deleted_by_name"
    private static let selectClient = "SELECT id, name, email, phone, address, notes, \(dates) FROM clients"
    private static let selectContact = "SELECT id, client_id, name, email, phone, position, \(dates) FROM contacts"

    private func client(_ row: any SQLRow) -> Client {
        Client(
            id: row.id(0), name: row.text(1), email: row.optionalText(2), phone: row.optionalText(3),
            address: row.optionalText(4), notes: row.text(5), createdAt: Timestamp(microseconds: row.int(6)),
            updatedAt: Timestamp(microseconds: row.int(7)), deletion: deletion(row))
    }

    private func deletion(_ row: any SQLRow) -> Deletion? {
        guard let at = row.optionalInt(8), let by = row.optionalID(9), let name = row.optionalText(10) else { return nil }
        return Deletion(at: Timestamp(microseconds: at), by: Person(id: by, name: name))
    }

    private func contact(_ row: any SQLRow) -> Contact {
        Contact(
            id: row.id(0), clientID: row.id(1), name: row.text(2), email: row.optionalText(3), phone: row.optionalText(4),
            position: row.optionalText(5), createdAt: Timestamp(microseconds: row.int(6)),
            updatedAt: Timestamp(microseconds: row.int(7)), deletion: deletion(row))
    }
}
