import Foundation
import JobtagCore

extension SQLSession {
    func job(_ id: UUID, includingDeleted: Bool) throws -> Job? {
        let sql = selectJob + (includingDeleted ? " WHERE j.id = $1" : " WHERE j.id = $1 AND j.deleted_at IS NULL")
        return try connection.first(sql, [.id(id)], job)
    }

    func version(ofJob id: UUID) throws -> Version? {
        try connection.first("SELECT updated_at FROM jobs WHERE id = $1 AND deleted_at IS NULL", [.id(id)]) {
            Version(id: id, updatedAt: Timestamp(microseconds: $0.int(0)))
        }
    }

    func lockJob(_ id: UUID) throws -> Job? {
        try connection.lock(.job(id), isShared: false)
        return try job(id, includingDeleted: true)
    }

    func lockJobs(_ ids: [UUID]) throws -> [Job] {
        var (jobs, rest) = ([Job](), ids.sorted { $0.text < $1.text }[...])
        while !rest.isEmpty {
            let part = rest.prefix(200)
            rest = rest.dropFirst(part.count)
            try connection.prefetch { for id in part { _ = try lockJob(id) } }
            jobs += try part.compactMap(lockJob)
        }
        return jobs
    }

    func jobIDs(ofClient id: UUID) throws -> [UUID] {
        try connection.query("SELECT id FROM jobs WHERE client_id = $1", [.id(id)]) { $0.id(0) }
    }

    func jobCount(ofClient id: UUID) throws -> Int {
        try connection.first("SELECT COUNT(*) FROM jobs WHERE client_id = $1", [.id(id)]) { Int($0.int(0)) } ?? 0
    }

    func jobCount(ofContact id: UUID) throws -> Int {
        try connection.first("SELECT COUNT(*) FROM jobs WHERE contact_id = $1", [.id(id)]) { Int($0.int(0)) } ?? 0
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
            let status = (query.avoidsStatusIndex ? connection.dialect.withoutIndex : "") + "j.status"
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
        // There are indexes for deleted jobs, which are few, and for recent changes; without the +, the planner would read all jobs
        // in order.
        let isSorted = query.isDeleted || (query.updatedSince != nil && query.order != .updatedAt)
        let key = (isSorted ? connection.dialect.withoutIndex : "") + query.order.column
        let comparison = query.isDescending ? "<" : ">"
        if let after = query.after {
            let keyParameter = parameter(try query.order.argument(after.key))
            // SQLite finds no start in an index for a pair that begins with an expression.
            if query.order == .deliveryDate { conditions.append("\(key) \(comparison)= \(keyParameter)") }
            conditions.append("(\(key), j.id) \(comparison) (\(keyParameter), \(parameter(.id(after.id))))")
        }
        let direction = query.isDescending ? "DESC" : "ASC"
        // First the ids, then each job: sorting must not carry the texts.
        let rows = try connection.query(
            "SELECT j.row FROM jobs j WHERE " + conditions.joined(separator: " AND ")
                + " ORDER BY \(key) \(direction), j.id \(direction) LIMIT \(parameter(.int(Int64(query.limit + 1))))",
            arguments, isKept: false
        ) { $0.int(0) }
        return try page(rows, limit: query.limit) { row in
            try connection.first(selectJob + " WHERE j.row = $1", [.int(row)]) { row in
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
        let columns = JobColumn.allCases.map(\.name) + ["name_key"]
        try connection.execute(
            """
            INSERT INTO jobs (\(columns.joined(separator: ", ")))
            VALUES (\(columns.indices.map { "$\($0 + 1)" }.joined(separator: ", ")))
            """,
            JobColumn.allCases.map { $0.value(of: job) } + [.text(SearchFolding.sortKey(of: job.name))])
        // A number given by the caller is never reused.
        try connection.execute(
            "UPDATE counters SET value = $1 WHERE name = 'job_number' AND value < $1", [.int(job.number)])
        try insertAssignees(job)
        try connection.search.index(job, from: nil)
    }

    func update(_ job: Job, from original: Job) throws {
        recorder?.writeSet.jobs[job.id] = .some(job.deletedAt == nil ? job.updatedAt : nil)
        // Only changed columns: the indexes, search and foreign keys of the others are not affected.
        var columns: [String] = []
        var arguments: [SQLValue] = []
        for column in JobColumn.allCases {
            let new = column.value(of: job)
            guard new != column.value(of: original) else { continue }
            arguments.append(new)
            columns.append("\(column.name) = $\(arguments.count)")
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
        try connection.search.index(job, from: original)
    }

    private func insertAssignees(_ job: Job) throws {
        for (position, id) in job.assignedTo.enumerated() {
            try connection.execute(
                "INSERT INTO job_assignees (job_id, position, staff_id) VALUES ($1, $2, $3)",
                [.id(job.id), .int(Int64(position)), .id(id)])
        }
    }

    private var selectJob: String { connection.dialect.selectJob }

    private func job(_ row: any SQLRow) throws -> Job {
        var job = Job(
            id: row.id(.id), number: row.int(.number), name: row.text(.name), createdBy: row.optionalID(.createdBy),
            createdAt: Timestamp(microseconds: row.int(.createdAt)), updatedAt: Timestamp(microseconds: row.int(.updatedAt)))
        job.description = row.text(.description)
        job.status = try stored(JobStatus(rawValue: row.text(.status)), "status")
        job.clientID = row.optionalID(.clientID)
        job.contactID = row.optionalID(.contactID)
        job.orderNumber = row.optionalText(.orderNumber)
        job.deliveryDate = try row.optionalText(.deliveryDate).map { try stored(CalendarDate($0), "delivery date") }
        job.notes = row.text(.notes)
        job.pricingMethodology = try stored(
            PricingMethodology(rawValue: row.text(.pricingMethodology)), "pricing methodology")
        job.priceCap = row.optionalInt(.priceCap).map(Amount.init(hundredths:))
        job.chargeOutRate = row.optionalInt(.chargeOutRate).map(Amount.init(hundredths:))
        job.speedQualityTradeoff = try stored(
            SpeedQualityTradeoff(rawValue: row.text(.speedQualityTradeoff)), "speed and quality")
        job.quoteAcceptedAt = row.optionalInt(.quoteAcceptedAt).map(Timestamp.init(microseconds:))
        job.completedAt = row.optionalInt(.completedAt).map(Timestamp.init(microseconds:))
        job.isPaid = row.int(.isPaid) != 0
        job.isCollected = row.int(.isCollected) != 0
        job.isFullyInvoiced = row.int(.isFullyInvoiced) != 0
        job.isRejected = row.int(.isRejected) != 0
        job.priority = row.int(.priority)
        job.revisions = CostRevisions(
            estimate: row.int(.estimateRevision), quote: row.int(.quoteRevision), actual: row.int(.actualRevision))
        job.deletedAt = row.optionalInt(.deletedAt).map(Timestamp.init(microseconds:))
        if let id = job.clientID, let name = row.optionalText(JobSummaryColumn.clientName) {
            job.client = Job.ClientSummary(id: id, name: name)
        }
        if let id = job.contactID, let name = row.optionalText(JobSummaryColumn.contactName) {
            job.contact = Job.ContactSummary(
                id: id, name: name, email: row.optionalText(JobSummaryColumn.contactEmail),
                phone: row.optionalText(JobSummaryColumn.contactPhone))
        }
        job.assignedTo = try row.ids(JobColumn.allCases.count + JobSummaryColumn.allCases.count)
        return job
    }
}

extension JobQuery {
    /// Whether jobs with these statuses are found faster in the list's order than by sorting.
    ///
    /// The status index reads every job of these statuses: nearly all jobs if archived ones are included, otherwise only a few.
    /// Within one status, it is in order of the job number. The latest changes are mostly of work in progress.
    fileprivate var avoidsStatusIndex: Bool {
        switch order {
        case .number: statuses.contains(.archived) && statuses.count > 1
        case .updatedAt: statuses.contains(.archived) || (isDescending && statuses.count > 1)
        case .name, .createdAt, .deliveryDate: statuses.contains(.archived)
        case .priority: false
        }
    }
}

extension JobQuery.Order {
    /// The sort key; jobs without a delivery date come last.
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
        default:
            throw JobError.invalid("cursor", "This cursor does not belong to this list and order. Use `next` of the previous page.")
        }
    }
}
