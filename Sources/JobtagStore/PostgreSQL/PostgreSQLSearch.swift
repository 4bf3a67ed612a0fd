import JobtagCore

/// Finds jobs by the start of words in texts that are split and folded here (docs/search.md), like `SQLiteSearch`.
///
/// Each folded text is a line in which every word follows a space, so `LIKE '% ridge fl%'` finds a phrase. The extension `pg_trgm` has an
/// index for that; without it, PostgreSQL reads all texts.
struct PostgreSQLSearch: SearchStrategy {
    let connection: any SQLConnection

    func condition(parameter index: Int, isFrequent: Bool) -> String {
        """
        (j.id IN (SELECT job_id FROM job_search WHERE names LIKE $\(index) OR texts LIKE $\(index))
        OR j.client_id IN (SELECT id FROM clients WHERE name_search LIKE $\(index)))
        """
    }

    /// Folded words have only letters and digits, so nothing in them is special in a pattern.
    func argument(_ phrase: String) -> SQLValue {
        .text("% " + (SearchFolding.joined(phrase: phrase).map { Self.mark + $0 } ?? phrase) + "%")
    }

    /// PostgreSQL's planner has statistics, and decides by itself.
    func isFrequent(_ phrase: String) -> Bool { false }

    func index(_ job: Job, from original: Job?) throws {
        let names = Self.names(of: job)
        let texts = [job.description, job.notes]
        guard let original else {
            return try connection.execute(
                "INSERT INTO job_search (job_id, names, texts) VALUES ($1, $2, $3)",
                [.id(job.id), .text(Self.lines(names)), .text(Self.lines(texts))])
        }
        if !zip(names, Self.names(of: original)).allSatisfy({ $0.isIdentical(to: $1) }) {
            try connection.execute("UPDATE job_search SET names = $1 WHERE job_id = $2", [.text(Self.lines(names)), .id(job.id)])
        }
        if !zip(texts, [original.description, original.notes]).allSatisfy({ $0.isIdentical(to: $1) }) {
            try connection.execute("UPDATE job_search SET texts = $1 WHERE job_id = $2", [.text(Self.lines(texts)), .id(job.id)])
        }
    }

    func index(_ client: Client) throws {
        try connection.execute(
            "UPDATE clients SET name_search = $1 WHERE id = $2", [.text(Self.lines([client.name])), .id(client.id)])
    }

    private static func names(of job: Job) -> [String] { [String(job.number), job.name, job.orderNumber ?? ""] }

    /// One line for each text, each other spelling and each joined word: no phrase begins in one and ends in another.
    private static func lines(_ texts: [String]) -> String {
        let foldings = texts.map { SearchFolding($0) }
        let others = foldings.flatMap(\.otherSpellings) + Set(foldings.flatMap(\.joinedWords)).sorted().map { mark + $0 }
        return (foldings.map(\.text) + others).map { " " + $0 }.joined(separator: "\n")
    }

    /// Before joined words, such as `3mm`: no folded word has it.
    private static let mark = "·"
}
