/// The full-text index of jobs, FTS5.
///
/// Triggers note which jobs have to be indexed anew; it is done once for all of them before the transaction commits. FTS5 writes
/// out what it has gathered at every statement that follows, so indexing with each change would cost as much as the change.
enum SQLiteSearch {
    /// Indexes what has changed. To be called at the end of every transaction that writes.
    static func refresh(_ connection: SQLiteConnection) throws {
        for (part, statements) in [(Int64(1), names), (2, texts)] {
            let isPending = try connection.first("SELECT 1 FROM search_pending WHERE part = $1 LIMIT 1", [.int(part)]) { _ in true }
            guard isPending == true else { continue }
            for statement in statements { try connection.execute(statement, []) }
        }
    }

    /// Jobs in which a word occurs, as the beginning of a word.
    static func condition(parameter index: Int, isFrequent: Bool) -> String {
        // With a + these rows are no way into the table, only a set that each row of the list is looked up in.
        let row = isFrequent ? "+j.row" : "j.row"
        return """
            (\(row) IN (SELECT rowid FROM jobs_search_names WHERE jobs_search_names MATCH $\(index))
            OR \(row) IN (SELECT rowid FROM jobs_search_texts WHERE jobs_search_texts MATCH $\(index)))
            """
    }

    /// Whether a word occurs in very many jobs, as the beginning of a word.
    static func isFrequent(_ word: String, _ connection: SQLiteConnection) throws -> Bool {
        // First as a whole word: for the beginning of one, FTS5 joins the lists of all words that begin so before it gives the first row.
        for argument in [quoted(word), argument(word)] {
            let count = try connection.first(count, [.text(argument), .int(frequent)]) { $0.int(0) }
            if count ?? 0 >= frequent { return true }
        }
        return false
    }

    /// A word for `condition`.
    static func argument(_ word: String) -> String { quoted(word) + "*" }

    /// So that nothing a person types is an operator of FTS5's query language.
    private static func quoted(_ word: String) -> String {
        "\"" + word.replacing("\"", with: "\"\"").replacing("\0", with: " ") + "\""
    }

    /// In how many names and texts a word occurs, each not counted further than `frequent`.
    private static let count = """
        SELECT (SELECT COUNT(*) FROM (SELECT 1 FROM jobs_search_names WHERE jobs_search_names MATCH $1 LIMIT $2))
        + (SELECT COUNT(*) FROM (SELECT 1 FROM jobs_search_texts WHERE jobs_search_texts MATCH $1 LIMIT $2))
        """

    private static let frequent: Int64 = 2000

    private static let names = [
        "DELETE FROM jobs_search_names WHERE rowid IN (SELECT row FROM search_pending WHERE part = 1)",
        """
        INSERT INTO jobs_search_names (rowid, job_number, name, order_number, client)
        SELECT j.row, j.job_number, j.name, j.order_number, c.name FROM search_pending p
        JOIN jobs j ON j.row = p.row LEFT JOIN clients c ON c.id = j.client_id WHERE p.part = 1
        """,
        "DELETE FROM search_pending WHERE part = 1",
    ]

    private static let texts = [
        "DELETE FROM jobs_search_texts WHERE rowid IN (SELECT row FROM search_pending WHERE part = 2)",
        """
        INSERT INTO jobs_search_texts (rowid, description, notes)
        SELECT j.row, j.description, j.notes FROM search_pending p JOIN jobs j ON j.row = p.row WHERE p.part = 2
        """,
        "DELETE FROM search_pending WHERE part = 2",
    ]
}
