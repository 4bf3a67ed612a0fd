import Foundation
import JobtagCore

extension SQLSession {
    func keptAnswer(for key: String, of person: UUID, now: Timestamp) throws -> KeptAnswer? {
        try connection.first(
            "SELECT fingerprint, status, headers, body FROM answers WHERE staff_id = $1 AND key = $2 AND kept_at > $3",
            [.id(person), .text(key), .int(now.adding(seconds: -KeptAnswer.secondsKept).microseconds)]
        ) { row in
            guard case .list(let fields) = try FieldValue(json: Array(row.text(2).utf8)) else {
                throw StoredValueError("unreadable headers of an answer")
            }
            let headers = fields.compactMap { field -> (name: String, value: String)? in
                guard case .list(let pair) = field, pair.count == 2, let name = pair[0].text, let value = pair[1].text else {
                    return nil
                }
                return (name, value)
            }
            return KeptAnswer(fingerprint: row.bytes(0), status: Int(row.int(1)), headers: headers, body: row.bytes(3))
        }
    }

    func keep(_ answer: KeptAnswer, for key: String, of person: UUID, now: Timestamp) throws {
        var headers = JSONText()
        FieldValue.list(answer.headers.map { .list([.text($0.name), .text($0.value)]) }).write(to: &headers)
        // One that has expired makes way.
        try connection.execute("DELETE FROM answers WHERE staff_id = $1 AND key = $2", [.id(person), .text(key)])
        try connection.execute(
            """
            INSERT INTO answers (staff_id, key, fingerprint, status, headers, body, kept_at) VALUES ($1, $2, $3, $4, $5, $6, $7)
            """,
            [
                .id(person), .text(key), .bytes(answer.fingerprint), .int(Int64(answer.status)), .text(headers.string),
                .bytes(answer.body), .int(now.microseconds),
            ])
    }
}
