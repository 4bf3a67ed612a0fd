/// Where the SQL of the databases differs.
struct SQLDialect: Sendable {
    /// An expression for the ids of the people assigned to job `j`, in order; read with `SQLRow.ids(_:)`.
    let assignees: String

    /// Before a column, keeps the planner from using the column's index; empty if the planner has statistics and decides better.
    let withoutIndex: String

    /// A condition on `changes`: true once no change with a lower position can still be committed.
    let isSettled: String

    /// A query for the position of the latest settled change; no rows, NULL or 0 if there is none.
    let latestPosition: String

    /// Whether publications are stored for other servers.
    let hasPublications: Bool

    /// Selects jobs: the columns of `JobColumn`, then those of `JobSummaryColumn`, then the assignees.
    let selectJob: String

    init(
        assignees: String, withoutIndex: String, isSettled: String, latestPosition: String, hasPublications: Bool = false
    ) {
        (self.assignees, self.withoutIndex, self.hasPublications) = (assignees, withoutIndex, hasPublications)
        (self.isSettled, self.latestPosition) = (isSettled, latestPosition)
        let columns = JobColumn.allCases.map { "j." + $0.name } + JobSummaryColumn.allCases.map(\.name) + [assignees]
        selectJob =
            "SELECT \(columns.joined(separator: ", ")) FROM jobs j"
            + " LEFT JOIN clients c ON c.id = j.client_id LEFT JOIN contacts k ON k.id = j.contact_id"
    }
}
