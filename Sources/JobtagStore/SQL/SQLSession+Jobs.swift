import Foundation
import JobtagCore

extension SQLSession {
    func job(_ id: UUID, includingDeleted: Bool) throws -> Job? {
        let sql = Self.selectJob + (includingDeleted ? " WHERE j.id = $1" : " WHERE j.id = $1 AND j.deleted_at IS NULL")
        return try connection.first(sql, [.id(id)], job)
    }

    func version(ofJob id: UUID) throws -> Version? {
        try connection.first("SELECT updated_at FROM jobs WHERE id = $1 AND deleted_at IS NULL", [.id(id)]) {
            Version(id: id, updatedAt: Timestamp(microseconds: $0.int(0)))
        }
    }

    func lockJob(_ id: UUID) throws -> Job? {
        if !connection.rowLock.isEmpty {
            _ = try connection.first("SELECT 1 FROM jobs WHERE id = $1" + connection.rowLock, [.id(id)]) { $0.int(0) }
        }
        return try job(id, includingDeleted: true)
    }

    func jobs(ofClient id: UUID) throws -> [Job] {
        try connection.query(Self.selectJob + " WHERE j.client_id = $1 ORDER BY j.job_number", [.id(id)], job)
    }

    func jobs(_ query: JobQuery) throws -> Page<Job> {
        var conditions = [query.isDeleted ? "j.deleted_at IS NOT NULL" : "j.deleted_at IS NULL"]
        var arguments: [SQLValue] = []
        func parameter(_ value: SQLValue) -> String {
            arguments.append(value)
            return "$\(arguments.count)"
        }
        if query.isDeleted, let after = query.deletedAfter {
            conditions.append("j.deleted_at > \(parameter(.int(after.microseconds)))")
        }
        if !query.statuses.isEmpty {
            let status = query.passesOverIndexOfStatuses ? "+j.status" : "j.status"
            conditions.append("\(status) IN (\(query.statuses.map { parameter(.text($0.rawValue)) }.joined(separator: ", ")))")
        }
        if let clientID = query.clientID { conditions.append("j.client_id = \(parameter(.id(clientID)))") }
        if let staffID = query.assignedTo {
            conditions.append("j.id IN (SELECT job_id FROM job_assignees WHERE staff_id = \(parameter(.id(staffID))))")
        }
        let search = SearchQuery(words: query.words)
        if search.hasOnlySigns { conditions.append("1 = 0") }
        for term in search.terms {
            let alternatives = try term.alternatives.map { phrases in
                try phrases.map { phrase in
                    _ = parameter(connection.search.argument(phrase))
                    return connection.search.condition(
                        parameter: arguments.count, isFrequent: try connection.search.isFrequent(phrase))
                }.joined(separator: " AND ")
            }
            conditions.append(alternatives.count == 1 ? alternatives[0] : "(\(alternatives.joined(separator: " OR ")))")
        }
        if let since = query.updatedSince { conditions.append("j.updated_at >= \(parameter(.int(since.microseconds)))") }
        // Of the deleted, who are few, and of what has changed lately there is an index; the planner would rather go through all jobs in
        // their order.
        let isSorted = query.isDeleted || (query.updatedSince != nil && query.order != .updatedAt)
        let key = (isSorted ? "+" : "") + query.order.column
        let comparison = query.isDescending ? "<" : ">"
        if let after = query.after {
            let keyParameter = parameter(try query.order.argument(after.key))
            // SQLite finds no beginning in an index for a pair that begins with an expression.
            if query.order == .deliveryDate { conditions.append("\(key) \(comparison)= \(keyParameter)") }
            conditions.append("(\(key), j.id) \(comparison) (\(keyParameter), \(parameter(.id(after.id))))")
        }
        let direction = query.isDescending ? "DESC" : "ASC"
        // First which, then one after the other: what has to be sorted must not have its texts with it.
        let rows = try connection.query(
            "SELECT j.row FROM jobs j WHERE " + conditions.joined(separator: " AND ")
                + " ORDER BY \(key) \(direction), j.id \(direction) LIMIT \(parameter(.int(Int64(query.limit + 1))))",
            arguments, isKept: false
        ) { $0.int(0) }
        return try page(rows, limit: query.limit) { row in
            try connection.first(Self.selectJob + " WHERE j.row = $1", [.int(row)]) { row in
                let job = try job(row)
                let bytes = job.name.utf8.count + job.description.utf8.count + job.notes.utf8.count
                return (job, bytes, PagePosition(key: query.order.key(of: job), id: job.id))
            }
        }
    }

    func nextJobNumber() throws -> Int64 {
        let number = try connection.first(
            "UPDATE counters SET value = value + 1 WHERE name = 'job_number' RETURNING value", []
        ) { $0.int(0) }
        return try stored(number, "counter of job numbers")
    }

    func nextVersion(now: Timestamp) throws -> Timestamp {
        let latest = try connection.first("SELECT MAX(updated_at) FROM jobs", []) { $0.optionalInt(0) } ?? nil
        return latest.map { Timestamp(microseconds: $0).next(now: now) } ?? now
    }

    func insert(_ job: Job) throws {
        recorder?.writeSet.jobs[job.id] = .some(job.deletedAt == nil ? job.updatedAt : nil)
        try connection.execute(
            """
            INSERT INTO jobs (id, job_number, created_by, created_at, name_key, \(Self.changeable.joined(separator: ", ")))
            VALUES ($1, $2, $3, $4, $5, \(Self.changeable.indices.map { "$\($0 + 6)" }.joined(separator: ", ")))
            """,
            [
                .id(job.id), .int(job.number), SQLValue(job.createdBy), .int(job.createdAt.microseconds),
                .text(SearchFolding.sortKey(of: job.name)),
            ] + values(job))
        // A number that was given from outside is not given again.
        try connection.execute(
            "UPDATE counters SET value = $1 WHERE name = 'job_number' AND value < $1", [.int(job.number)])
        try insertAssignees(job)
    }

    func update(_ job: Job, from original: Job) throws {
        recorder?.writeSet.jobs[job.id] = .some(job.deletedAt == nil ? job.updatedAt : nil)
        // Only what differs: the indexes, the search and the foreign keys of the rest are left alone.
        var columns: [String] = []
        var arguments: [SQLValue] = []
        for ((column, old), new) in zip(zip(Self.changeable, values(original)), values(job)) where old != new {
            arguments.append(new)
            columns.append("\(column) = $\(arguments.count)")
        }
        if !original.name.isIdentical(to: job.name) {
            arguments.append(.text(SearchFolding.sortKey(of: job.name)))
            columns.append("name_key = $\(arguments.count)")
        }
        if !columns.isEmpty {
            arguments.append(.id(job.id))
            try connection.execute(
                "UPDATE jobs SET \(columns.joined(separator: ", ")) WHERE id = $\(arguments.count)", arguments,
                isKept: columns.count <= 2)
        }
        if original.assignedTo != job.assignedTo {
            try connection.execute("DELETE FROM job_assignees WHERE job_id = $1", [.id(job.id)])
            try insertAssignees(job)
        }
    }

    private func insertAssignees(_ job: Job) throws {
        for (position, id) in job.assignedTo.enumerated() {
            try connection.execute(
                "INSERT INTO job_assignees (job_id, position, staff_id) VALUES ($1, $2, $3)",
                [.id(job.id), .int(Int64(position)), .id(id)])
        }
    }

    private func assignees(_ id: UUID) throws -> [UUID] {
        try connection.query("SELECT staff_id FROM job_assignees WHERE job_id = $1 ORDER BY position", [.id(id)]) { $0.id(0) }
    }

    private static let changeable = [
        "name", "description", "status", "client_id", "contact_id", "order_number", "delivery_date", "notes",
        "pricing_methodology", "price_cap", "charge_out_rate", "speed_quality_tradeoff", "quote_accepted_at", "completed_at",
        "paid", "collected", "fully_invoiced", "rejected", "priority", "estimate_revision", "quote_revision", "actual_revision",
        "updated_at", "deleted_at",
    ]

    private static let selectJob =
        "SELECT j.id, j.job_number, j.created_by, j.created_at, "
        + changeable.map { "j." + $0 }.joined(separator: ", ")
        + ", c.name, k.name, k.email, k.phone FROM jobs j LEFT JOIN clients c ON c.id = j.client_id"
        + " LEFT JOIN contacts k ON k.id = j.contact_id"

    private func values(_ job: Job) -> [SQLValue] {
        [
            .text(job.name), .text(job.description), .text(job.status.rawValue), SQLValue(job.clientID), SQLValue(job.contactID),
            SQLValue(job.orderNumber), SQLValue(job.deliveryDate?.description), .text(job.notes),
            .text(job.pricingMethodology.rawValue), SQLValue(job.priceCap?.hundredths), SQLValue(job.chargeOutRate?.hundredths),
            .text(job.speedQualityTradeoff.rawValue), SQLValue(job.quoteAcceptedAt?.microseconds),
            SQLValue(job.completedAt?.microseconds), SQLValue(job.isPaid), SQLValue(job.isCollected),
            SQLValue(job.isFullyInvoiced), SQLValue(job.isRejected), .int(job.priority), .int(job.revisions.estimate),
            .int(job.revisions.quote), .int(job.revisions.actual), .int(job.updatedAt.microseconds),
            SQLValue(job.deletedAt?.microseconds),
        ]
    }

    private func job(_ row: any SQLRow) throws -> Job {
        var job = Job(
            id: row.id(0), number: row.int(1), name: row.text(4), createdBy: row.optionalID(2),
            createdAt: Timestamp(microseconds: row.int(3)), updatedAt: Timestamp(microseconds: row.int(26)))
        job.description = row.text(5)
        job.status = try stored(JobStatus(rawValue: row.text(6)), "status")
        job.clientID = row.optionalID(7)
        job.contactID = row.optionalID(8)
        job.orderNumber = row.optionalText(9)
        job.deliveryDate = try row.optionalText(10).map { try stored(CalendarDate($0), "delivery date") }
        job.notes = row.text(11)
        job.pricingMethodology = try stored(PricingMethodology(rawValue: row.text(12)), "pricing methodology")
        job.priceCap = row.optionalInt(13).map(Amount.init(hundredths:))
        job.chargeOutRate = row.optionalInt(14).map(Amount.init(hundredths:))
        job.speedQualityTradeoff = try stored(SpeedQualityTradeoff(rawValue: row.text(15)), "speed and quality")
        job.quoteAcceptedAt = row.optionalInt(16).map(Timestamp.init(microseconds:))
        job.completedAt = row.optionalInt(17).map(Timestamp.init(microseconds:))
        job.isPaid = row.int(18) != 0
        job.isCollected = row.int(19) != 0
        job.isFullyInvoiced = row.int(20) != 0
        job.isRejected = row.int(21) != 0
        job.priority = row.int(22)
        job.revisions = CostRevisions(estimate: row.int(23), quote: row.int(24), actual: row.int(25))
        job.deletedAt = row.optionalInt(27).map(Timestamp.init(microseconds:))
        if let id = job.clientID, let name = row.optionalText(28) { job.client = Job.ClientSummary(id: id, name: name) }
        if let id = job.contactID, let name = row.optionalText(29) {
            job.contact = Job.ContactSummary(id: id, name: name, email: row.optionalText(30), phone: row.optionalText(31))
        }
        job.assignedTo = try assignees(job.id)
        return job
    }
}

extension JobQuery {
    /// Whether jobs of these statuses are better found in the list's order than sorted into it.
    ///
    /// By the index of statuses every job of them is read: nearly all there are, where archived ones are among them, and never very many
    /// otherwise. That index has the numbers of one status in order. The latest changes are mostly of work in progress.
    fileprivate var passesOverIndexOfStatuses: Bool {
        switch order {
        case .number: statuses.contains(.archived) && statuses.count > 1
        case .updatedAt: statuses.contains(.archived) || (isDescending && statuses.count > 1)
        case .name, .createdAt, .deliveryDate: statuses.contains(.archived)
        case .priority: false
        }
    }
}

extension JobQuery.Order {
    /// What is sorted by; jobs without a delivery date come after all that have one.
    fileprivate var column: String {
        switch self {
        case .number: "j.job_number"
        case .name: "j.name_key"
        case .updatedAt: "j.updated_at"
        case .createdAt: "j.created_at"
        case .deliveryDate: "COALESCE(j.delivery_date, '9999-12-31')"
        case .priority: "j.priority"
        }
    }

    fileprivate func key(of job: Job) -> FieldValue {
        switch self {
        case .number: .number(job.number)
        case .name: .text(SearchFolding.sortKey(of: job.name))
        case .updatedAt: .number(job.updatedAt.microseconds)
        case .createdAt: .number(job.createdAt.microseconds)
        case .deliveryDate: .text(job.deliveryDate?.description ?? "9999-12-31")
        case .priority: .number(job.priority)
        }
    }

    fileprivate func argument(_ key: FieldValue) throws -> SQLValue {
        switch (self, key) {
        case (.name, .text(let text)), (.deliveryDate, .text(let text)): return .text(text)
        case (.number, .number(let number)), (.updatedAt, .number(let number)), (.createdAt, .number(let number)),
            (.priority, .number(let number)):
            return .int(number)
        default: throw JobError.invalid("cursor", "This cursor is not one of this list in this order.")
        }
    }
}
