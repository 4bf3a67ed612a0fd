import Foundation
import JobtagCore

/// The queries and changes of a session as SQL, one file per topic.
struct SQLSession: WriteSession {
    let connection: any SQLConnection
    /// Records changes to data that is cached elsewhere.
    var recorder: WriteSetRecorder?

    var rowsWritten: Int64 { connection.written }

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

    func purge(now: Timestamp, deletedBefore: Timestamp, historyBefore: Timestamp?) throws {
        try connection.lock(.purge, isShared: false)
        recorder?.writeSet.affectsAllJobs = true
        recorder?.writeSet.affectsSignIns = true
        try connection.execute("DELETE FROM tokens WHERE expires_at <= $1", [.int(now.microseconds)])
        try purgeResponses(now: now)
        if let statement = connection.dialect.purgePublications { try connection.execute(statement, []) }
        try connection.execute(
            "DELETE FROM jobs WHERE deleted_at IS NOT NULL AND deleted_at <= $1", [.int(deletedBefore.microseconds)])
        // No job refers to these: a record that a job uses cannot be deleted, and no job can start to use a deleted one.
        try connection.execute(
            "DELETE FROM contacts WHERE deleted_at <= $1 OR client_id IN (SELECT id FROM clients WHERE deleted_at <= $1)",
            [.int(deletedBefore.microseconds)])
        try connection.execute("DELETE FROM clients WHERE deleted_at <= $1", [.int(deletedBefore.microseconds)])
        if let historyBefore {
            try connection.execute("DELETE FROM changes WHERE version < $1", [.int(historyBefore.microseconds)])
        }
    }
}

func stored<T>(_ value: T?, _ what: String) throws -> T {
    guard let value else { throw StoredValueError("unreadable \(what)") }
    return value
}
