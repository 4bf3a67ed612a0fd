import CLibPQ
import Foundation

/// The rows of one statement, in binary form.
final class PostgreSQLResult {
    fileprivate let result: OpaquePointer

    /// - Parameter result: Released with this object.
    init(_ result: OpaquePointer) { self.result = result }

    deinit { PQclear(result) }

    /// Calls `body` with each row, until there are no more or it returns false.
    func forEachRow(_ body: (any SQLRow) throws -> Bool) rethrows {
        for row in 0..<PQntuples(result) { guard try body(PostgreSQLRow(result: self, row: row)) else { return } }
    }
}

private struct PostgreSQLRow: SQLRow {
    let result: PostgreSQLResult
    let row: Int32

    func isNull(_ column: Int) -> Bool { PQgetisnull(result.result, row, Int32(column)) != 0 }

    func int(_ column: Int) -> Int64 { optionalInt(column) ?? 0 }
    func text(_ column: Int) -> String { optionalText(column) ?? "" }
    func id(_ column: Int) -> UUID { optionalID(column) ?? UUID(uuid: (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)) }

    func optionalInt(_ column: Int) -> Int64? {
        value(column).map { bytes in
            switch bytes.count {
            case 8: Int64(bigEndian: bytes.loadUnaligned(as: Int64.self))
            case 4: Int64(Int32(bigEndian: bytes.loadUnaligned(as: Int32.self)))
            case 2: Int64(Int16(bigEndian: bytes.loadUnaligned(as: Int16.self)))
            // A statement of this program has another type than the code that reads it.
            default: preconditionFailure("a number of \(bytes.count) bytes")
            }
        }
    }

    func optionalText(_ column: Int) -> String? { value(column).map { String(decoding: $0, as: UTF8.self) } }

    func optionalID(_ column: Int) -> UUID? {
        value(column).flatMap { $0.count == 16 ? UUID(uuid: $0.loadUnaligned(as: uuid_t.self)) : nil }
    }

    func bytes(_ column: Int) -> [UInt8] { value(column).map(Array.init) ?? [] }

    func ids(_ column: Int) -> [UUID] {
        guard let bytes = value(column) else { return [] }
        return stride(from: 0, to: bytes.count - 15, by: 16).map {
            UUID(uuid: bytes.loadUnaligned(fromByteOffset: $0, as: uuid_t.self))
        }
    }

    /// The bytes of a value, valid as long as the result; nil for NULL.
    private func value(_ column: Int) -> UnsafeRawBufferPointer? {
        guard !isNull(column) else { return nil }
        return UnsafeRawBufferPointer(
            start: PQgetvalue(result.result, row, Int32(column)), count: Int(PQgetlength(result.result, row, Int32(column))))
    }
}
