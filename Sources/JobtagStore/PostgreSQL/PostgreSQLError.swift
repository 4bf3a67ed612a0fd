import CLibPQ
import JobtagCore

/// An error that PostgreSQL reports for a statement.
struct PostgreSQLError: Error, CustomStringConvertible {
    /// Five characters (PostgreSQL's documentation, appendix A).
    let sqlState: String
    let message: String

    init(sqlState: String, message: String) { (self.sqlState, self.message) = (sqlState, message) }

    init(result: OpaquePointer?) {
        sqlState = PQresultErrorField(result, jobtag_sqlstate_field).map { String(cString: $0) } ?? ""
        message = PQresultErrorMessage(result).map { String(cString: $0) } ?? ""
    }

    var description: String { "PostgreSQL \(sqlState): \(message.split(separator: "\n").first ?? "")" }

    /// Whether the whole transaction may succeed if it runs again: a deadlock, a serialization failure, or a record that another
    /// transaction has added or removed between a check and a write.
    var mayBeRetried: Bool { ["40001", "40P01", "23503", "23505"].contains(sqlState) }

    /// The error as the use cases know it.
    var known: any Error {
        switch sqlState {
        // A lock or a statement took too long, or other transactions were in the way several times.
        case "55P03", "57014", "40001", "40P01": StoreBusy()
        // Shutting down, starting, out of connections, memory or disk, or demoted to a standby.
        case "25006": StoreUnavailable(reason: "The database is being moved to another machine.", details: description)
        case "53100": StoreUnavailable(reason: "The disk is full.", details: description)
        // Ended because the server was busy with something else in the middle of a transaction.
        case "25P03": StoreUnavailable(reason: "The database is not available.", details: description)
        case _ where ["08", "53", "57", "58", "XX"].contains(sqlState.prefix(2)):
            StoreUnavailable(reason: "The database is not available.", details: description)
        default: self
        }
    }
}

/// The connection was lost, or PostgreSQL did not respond in time. Nothing was committed.
struct ConnectionLost: Error, CustomStringConvertible {
    let description: String

    var known: StoreUnavailable { StoreUnavailable(reason: "The database cannot be reached.", details: description) }
}
