import Foundation
import JobtagCore

/// The queries and changes of a session as SQL, one file per topic.
struct SQLSession: WriteSession {
    let connection: any SQLConnection
    /// Records changes to data that is cached elsewhere.
    var recorder: WriteSetRecorder?

    var rowsWritten: Int64 { connection.written }

    func prefetch(_ body: () throws -> Void) throws { try connection.prefetch(body) }

    func setting(_ name: String) throws -> String? {
        try connection.lock(.settings, isShared: false)
        return try connection.first("SELECT value FROM settings WHERE name = $1", [.text(name)]) { $0.text(0) }
    }

    func setSetting(_ name: String, to value: String?) throws {
        try connection.lock(.settings, isShared: false)
        guard let value else { return try connection.execute("DELETE FROM settings WHERE name = $1", [.text(name)]) }
        try connection.execute(
            "INSERT INTO settings (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            [.text(name), .text(value)])
    }

    func purge(_ kind: ExpiredData, _ expiry: Expiry, limit: Int) throws -> Int {
        guard try connection.tryLock(.purge) else { return 0 }
        /// With their histories, which no foreign key removes.
        func removeRecords(from table: String, where condition: String) throws -> Int {
            let ids = try connection.query(
                "DELETE FROM \(table) WHERE id IN (SELECT id FROM \(table) WHERE \(condition) LIMIT $2) RETURNING id",
                [.int(expiry.deletedBefore.microseconds), .int(Int64(limit))]
            ) { $0.id(0) }
            for id in ids { try connection.execute("DELETE FROM record_changes WHERE record_id = $1", [.id(id)]) }
            return ids.count
        }
        func remove(from table: String, _ key: String, where condition: String, _ time: Timestamp) throws -> Int {
            try connection.query(
                """
                DELETE FROM \(table) WHERE (\(key)) IN (SELECT \(key) FROM \(table) WHERE \(condition) LIMIT $2) RETURNING 1
                """, [.int(time.microseconds), .int(Int64(limit))]
            ) { _ in true }.count
        }
        let responses = expiry.now.adding(seconds: -StoredResponse.secondsKept)
        switch kind {
        case .sessions:
            recorder?.writeSet.affectsSignIns = true
            return try remove(from: "tokens", "hash", where: "expires_at <= $1", expiry.now)
        case .storedResponses: return try remove(from: "answers", "staff_id, key", where: "kept_at <= $1", responses)
        case .storedBodies:
            return try remove(
                from: "answer_bodies", "staff_id, digest", where: "kept_at <= $1",
                responses.adding(seconds: -StoredResponse.secondsKept / 2))
        case .publications:
            guard connection.dialect.hasPublications else { return 0 }
            return try remove(
                from: "publications", "row", where: "at < to_timestamp($1 / 1000000)", expiry.now.adding(seconds: -3600))
        case .jobs:
            recorder?.writeSet.affectsAllJobs = true
            return try remove(from: "jobs", "id", where: "deleted_at IS NOT NULL AND deleted_at <= $1", expiry.deletedBefore)
        // No job refers to these: a record that a job uses cannot be deleted, and no job can start to use a deleted one.
        case .contacts:
            return try removeRecords(
                from: "contacts", where: "deleted_at <= $1 OR client_id IN (SELECT id FROM clients WHERE deleted_at <= $1)")
        case .clients: return try removeRecords(from: "clients", where: "deleted_at <= $1")
        case .recordChanges:
            guard let before = expiry.historyBefore else { return 0 }
            return try remove(from: "record_changes", "id", where: "version < $1", before)
        case .changes:
            guard let before = expiry.historyBefore else { return 0 }
            // The oldest ones have the lowest positions, so no index by version is needed.
            return try connection.query(
                """
                DELETE FROM changes WHERE row IN (SELECT row FROM changes ORDER BY row LIMIT $1) AND version < $2 RETURNING 1
                """, [.int(Int64(limit)), .int(before.microseconds)]
            ) { _ in true }.count
        }
    }
}

func stored<T>(_ value: T?, _ what: String) throws -> T {
    guard let value else { throw StoredValueError("unreadable \(what)") }
    return value
}
