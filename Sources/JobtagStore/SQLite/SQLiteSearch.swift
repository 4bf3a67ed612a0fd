import JobtagCore

/// The full-text index of jobs (FTS5), with words split and folded here (docs/search.md): FTS5's own tokenizer only splits at spaces.
///
/// Triggers record which jobs to index again; this is done once for all of them before the commit. FTS5 flushes its data
/// at every later statement, so indexing with each change would cost as much as the change.
struct SQLiteSearch: SearchStrategy {
    let connection: any SQLConnection

    /// Indexes the changed jobs. Must be called at the end of every writing transaction.
    func refresh() throws {
        for part in Part.allCases {
            let isPending = try connection.first("SELECT 1 FROM search_pending WHERE part = $1 LIMIT 1", [.int(part.rawValue)]) {
                _ in true
            }
            if isPending == true { try index(part) }
        }
    }

    /// Jobs in which a phrase occurs, its last word as the start of a word.
    func condition(parameter index: Int, isFrequent: Bool) -> String {
        // The + keeps SQLite from starting with these rows: each row of the list is looked up in them instead.
        let row = isFrequent ? "+j.row" : "j.row"
        return """
            (\(row) IN (SELECT rowid FROM jobs_search_names WHERE jobs_search_names MATCH $\(index))
            OR \(row) IN (SELECT rowid FROM jobs_search_texts WHERE jobs_search_texts MATCH $\(index)))
            """
    }

    /// Whether a phrase occurs in very many jobs, its last word as the start of a word.
    func isFrequent(_ phrase: String) throws -> Bool {
        // First as whole words: for a prefix, FTS5 merges the lists of all matching words before it returns the first row.
        for expression in [Self.expression(phrase), Self.expression(phrase) + "*"] {
            let count = try connection.first(Self.count, [.text(expression), .int(Self.frequent)]) { $0.int(0) }
            if count ?? 0 >= Self.frequent { return true }
        }
        return false
    }

    /// A phrase for `condition`.
    func argument(_ phrase: String) -> SQLValue { .text(Self.expression(phrase) + "*") }

    /// The prefix of joined words, which no folded word has: otherwise a search for `3` would read `3mm` as well as `3`.
    private static let mark = "·"

    /// Alternating digits and letters, such as `3mm`, are one word of the column `joined`: finding two adjacent frequent words would take
    /// a hundred times as long. Quoted, so that no word is an operator of FTS5's query language; folded words have no quotation marks.
    private static func expression(_ phrase: String) -> String {
        SearchFolding.joined(phrase: phrase).map { "\"\(mark)\($0)\"" } ?? "\"\(phrase)\""
    }

    /// In how many names and texts a phrase occurs, each counted at most up to `frequent`.
    private static let count = """
        SELECT (SELECT COUNT(*) FROM (SELECT 1 FROM jobs_search_names WHERE jobs_search_names MATCH $1 LIMIT $2))
        + (SELECT COUNT(*) FROM (SELECT 1 FROM jobs_search_texts WHERE jobs_search_texts MATCH $1 LIMIT $2))
        """

    private static let frequent: Int64 = 2000

    /// The tables of the index, empty, with every job marked for indexing.
    static let tables = """
        DROP TABLE jobs_search_names;
        DROP TABLE jobs_search_texts;
        -- The texts are parted and folded before they come here. `also` has what else they are found by, `joined` their words of digits and
        -- letters by turns.
        CREATE VIRTUAL TABLE jobs_search_names USING fts5(job_number, name, order_number, client, also, joined, tokenize = 'ascii');
        CREATE VIRTUAL TABLE jobs_search_texts USING fts5(description, notes, also, joined, tokenize = 'ascii');
        INSERT OR IGNORE INTO search_pending (part, row) SELECT 1, row FROM jobs;
        INSERT OR IGNORE INTO search_pending (part, row) SELECT 2, row FROM jobs;
        """

    /// Rewrites the search texts of the jobs in `search_pending`.
    private func index(_ part: Part) throws {
        // In batches, so that a client with a thousand jobs does not need a thousand texts in memory.
        while true {
            let rows = try connection.query(part.select, [.int(part.rawValue), .int(Self.batch)]) { row in
                (row: row.int(0), texts: (1...part.columns).map { row.optionalText($0) ?? "" })
            }
            for (row, texts) in rows {
                let foldings = texts.map { SearchFolding($0) }
                // No phrase begins in one spelling and ends in another.
                let also = foldings.flatMap(\.otherSpellings).joined(separator: " \(Self.mark) ")
                let joined = Set(foldings.flatMap(\.joinedWords)).sorted().map { Self.mark + $0 }.joined(separator: " ")
                try connection.execute(part.delete, [.int(row)])
                try connection.execute(part.insert, [.int(row)] + foldings.map { .text($0.text) } + [.text(also), .text(joined)])
                try connection.execute("DELETE FROM search_pending WHERE part = $1 AND row = $2", [.int(part.rawValue), .int(row)])
            }
            if rows.count < Int(Self.batch) { return }
        }
    }

    private static let batch: Int64 = 200

    /// Short, frequently changed texts are separate from long, rarely changed ones: each part is indexed as a whole.
    private enum Part: Int64, CaseIterable {
        case names = 1
        case texts = 2

        var columns: Int { self == .names ? 4 : 2 }

        var select: String {
            switch self {
            case .names:
                """
                SELECT j.row, j.job_number, j.name, j.order_number, c.name FROM search_pending p JOIN jobs j ON j.row = p.row
                LEFT JOIN clients c ON c.id = j.client_id WHERE p.part = $1 LIMIT $2
                """
            case .texts:
                "SELECT j.row, j.description, j.notes FROM search_pending p JOIN jobs j ON j.row = p.row WHERE p.part = $1 LIMIT $2"
            }
        }

        var delete: String { "DELETE FROM \(table) WHERE rowid = $1" }

        var insert: String {
            switch self {
            case .names:
                "INSERT INTO \(table) (rowid, job_number, name, order_number, client, also, joined) VALUES ($1, $2, $3, $4, $5, $6, $7)"
            case .texts: "INSERT INTO \(table) (rowid, description, notes, also, joined) VALUES ($1, $2, $3, $4, $5)"
            }
        }

        private var table: String { self == .names ? "jobs_search_names" : "jobs_search_texts" }
    }
}
