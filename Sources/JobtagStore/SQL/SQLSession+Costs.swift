import Foundation
import JobtagCore

extension SQLSession {
    func costSet(ofJob id: UUID, _ kind: CostKind, revision: Int64) throws -> CostSet {
        let lines = try connection.query(
            Self.selectLine + " WHERE job_id = $1 AND set_kind = $2 AND revision = $3 ORDER BY position",
            [.id(id), .text(kind.rawValue), .int(revision)], line)
        return CostSet(kind: kind, revision: revision, lines: lines)
    }

    func costLine(_ id: UUID, ofJob job: UUID, _ kind: CostKind, revision: Int64) throws -> CostLine? {
        try connection.first(
            Self.selectLine + " WHERE id = $1 AND job_id = $2 AND set_kind = $3 AND revision = $4",
            [.id(id), .id(job), .text(kind.rawValue), .int(revision)], line)
    }

    func insert(_ line: CostLine, ofJob id: UUID, _ kind: CostKind, revision: Int64) throws {
        try connection.execute(
            """
            INSERT INTO cost_lines
            (id, job_id, set_kind, revision, kind, description, quantity, unit_cost, unit_revenue, created_by, position)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, (
                SELECT COALESCE(MAX(position), 0) + 1 FROM cost_lines WHERE job_id = $2 AND set_kind = $3 AND revision = $4))
            """,
            [
                .id(line.id), .id(id), .text(kind.rawValue), .int(revision), .text(line.kind.rawValue), .text(line.description),
                .int(line.quantity.thousandths), .int(line.unitCost.hundredths), .int(line.unitRevenue.hundredths),
                SQLValue(line.createdBy),
            ])
    }

    func update(_ line: CostLine) throws {
        try connection.execute(
            """
            UPDATE cost_lines SET kind = $1, description = $2, quantity = $3, unit_cost = $4, unit_revenue = $5 WHERE id = $6
            """,
            [
                .text(line.kind.rawValue), .text(line.description), .int(line.quantity.thousandths),
                .int(line.unitCost.hundredths), .int(line.unitRevenue.hundredths), .id(line.id),
            ])
    }

    func deleteCostLine(_ id: UUID) throws {
        try connection.execute("DELETE FROM cost_lines WHERE id = $1", [.id(id)])
    }

    private static let selectLine =
        "SELECT id, kind, description, quantity, unit_cost, unit_revenue, created_by FROM cost_lines"

    private func line(_ row: any SQLRow) throws -> CostLine {
        CostLine(
            id: row.id(0), kind: try stored(CostLine.Kind(rawValue: row.text(1)), "kind of line"), description: row.text(2),
            quantity: Quantity(thousandths: row.int(3)), unitCost: Amount(hundredths: row.int(4)),
            unitRevenue: Amount(hundredths: row.int(5)), createdBy: row.optionalID(6))
    }
}
