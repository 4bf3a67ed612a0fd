import Crypto
import Foundation
import JobtagCore

/// Responses stored for retries.
///
/// The data stored for one person is a log of bytes. The `position` of each response is the end of the log after it; whatever is further
/// from the end than `StoredResponse.maximumBytes` is dropped. So nothing has to be counted.
///
/// Bodies of requests that changed nothing are stored separately, once if they are equal, at the position of the first. Such a body is used
/// again while it is in the newer half of the log, and is deleted when all possible users are gone: after one and a half lengths, plus a
/// little for the row of its last user.
extension SQLSession {
    func storedResponse(for key: String, of person: UUID, now: Timestamp) throws -> StoredResponse? {
        // Of two requests with one key, the second waits for the first, and gets its response.
        try connection.lock(.key(key, person: person), isShared: false)
        return try storedResponse(for: key, ofPerson: "$1", .id(person), now: now)
    }

    func storedResponse(for key: String, ofTokenHash hash: [UInt8], now: Timestamp) throws -> StoredResponse? {
        try storedResponse(for: key, ofPerson: "(SELECT staff_id FROM tokens WHERE hash = $1)", .bytes(hash), now: now)
    }

    /// - Parameters:
    ///   - person: The person's id in SQL.
    ///   - argument: Its `$1`.
    private func storedResponse(
        for key: String, ofPerson person: String, _ argument: SQLValue, now: Timestamp
    ) throws -> StoredResponse? {
        try connection.first(
            """
            SELECT a.fingerprint, a.status, a.headers, COALESCE(b.body, a.body), a.position FROM answers a
            LEFT JOIN answer_bodies b ON b.staff_id = a.staff_id AND b.digest = a.digest
            WHERE a.staff_id = \(person) AND a.key = $2 AND a.kept_at > $3
            """,
            [argument, .text(key), .int(now.adding(seconds: -StoredResponse.secondsKept).microseconds)]
        ) { row in
            guard case .list(let fields) = try FieldValue(json: Array(row.text(2).utf8)) else {
                throw StoredValueError("unreadable headers of a stored response")
            }
            let headers = fields.compactMap { field -> (name: String, value: String)? in
                guard case .list(let pair) = field, pair.count == 2, let name = pair[0].text, let value = pair[1].text else {
                    return nil
                }
                return (name, value)
            }
            return StoredResponse(
                fingerprint: row.bytes(0), status: Int(row.int(1)), headers: headers,
                body: row.optionalInt(4) == nil ? nil : row.bytes(3))
        }
    }

    func responseLog(of person: UUID) throws -> ResponseLog {
        func end(_ order: String) -> String {
            "(SELECT position FROM answers WHERE staff_id = $1 AND position IS NOT NULL ORDER BY position \(order) LIMIT 1)"
        }
        return try connection.first("SELECT \(end("ASC")), \(end("DESC"))", [.id(person)]) { row in
            ResponseLog(oldest: row.optionalInt(0) ?? 0, newest: row.optionalInt(1) ?? 0)
        } ?? ResponseLog(oldest: 0, newest: 0)
    }

    func storeResponse(
        _ response: StoredResponse, isOfChange: Bool, for key: String, of person: UUID, in log: ResponseLog, now: Timestamp
    ) throws {
        let body = response.body ?? []
        var json = JSONWriter()
        FieldValue.list(response.headers.map { .list([.text($0.name), .text($0.value)]) }).write(to: &json)
        let headers = json.string
        var position = log.newest + Int64(Self.bytesOfRow + key.utf8.count + headers.utf8.count)
        let digest = isOfChange ? nil : Array(SHA256.hash(data: body))
        if let digest {
            let isThere =
                try connection.first(
                    "SELECT 1 FROM answer_bodies WHERE staff_id = $1 AND digest = $2 AND position > $3 AND kept_at > $4",
                    [
                        .id(person), .bytes(digest), .int(log.newest - StoredResponse.maximumBytes / 2),
                        .int(now.adding(seconds: -StoredResponse.secondsKept / 2).microseconds),
                    ]
                ) { _ in true } == true
            if !isThere {
                position += Int64(body.count)
                try connection.execute(
                    """
                    INSERT INTO answer_bodies (staff_id, digest, position, kept_at, body) VALUES ($1, $2, $3, $4, $5)
                    ON CONFLICT (staff_id, digest) DO UPDATE SET position = excluded.position, kept_at = excluded.kept_at
                    """,
                    [.id(person), .bytes(digest), .int(position), .int(now.microseconds), .bytes(body)])
            }
        } else {
            position += Int64(body.count)
        }
        // An expired one is replaced.
        try connection.execute("DELETE FROM answers WHERE staff_id = $1 AND key = $2", [.id(person), .text(key)])
        try connection.execute(
            """
            INSERT INTO answers (staff_id, key, fingerprint, status, headers, body, digest, position, kept_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
            """,
            [
                .id(person), .text(key), .bytes(response.fingerprint), .int(Int64(response.status)), .text(headers),
                .bytes(digest == nil ? body : []), digest.map(SQLValue.bytes) ?? .null(.bytes), .int(position),
                .int(now.microseconds),
            ])
        // Not every time: finding old rows costs more than keeping them a little longer.
        let isDue = position / Self.bytesBetweenTrims != log.newest / Self.bytesBetweenTrims
        // Of two responses stored at the same time, neither may have noticed.
        let isOverdue = position - log.oldest > StoredResponse.maximumBytes + 2 * Self.bytesBetweenTrims
        if isDue || isOverdue {
            try trimResponses(of: person, to: position - StoredResponse.maximumBytes)
        }
    }

    private func trimResponses(of person: UUID, to position: Int64) throws {
        try connection.execute(
            "DELETE FROM answers WHERE staff_id = $1 AND position <= $2 AND digest IS NOT NULL", [.id(person), .int(position)])
        // A change stays known, so that it is never made twice.
        try connection.execute(
            "UPDATE answers SET position = NULL, body = $1, headers = '[]' WHERE staff_id = $2 AND position <= $3",
            [.bytes([]), .id(person), .int(position)])
        try connection.execute(
            "DELETE FROM answer_bodies WHERE staff_id = $1 AND position <= $2",
            [.id(person), .int(position - StoredResponse.maximumBytes / 2 - Self.bytesBetweenTrims)])
    }

    /// The approximate size of a row besides its texts: ids, fingerprint and index entries.
    private static let bytesOfRow = 256
    private static let bytesBetweenTrims: Int64 = 1 << 20
}
