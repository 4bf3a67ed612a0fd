import Foundation

/// The migrations for PostgreSQL: numbered like SQLite's, forward only, never edited after release. The first one has everything up to
/// 0006.
enum PostgreSQLMigrations {
    private static let all: [(number: String, sql: [String])] = [("0006", baseline), ("0007", histories)]

    /// Runs the missing migrations. Of several servers that start at once, one runs them and the others wait.
    ///
    /// - Parameter mayBeEmpty: Whether to create the schema in an empty database.
    /// - Throws: `DatabaseFromTheFuture`, `DatabaseIsForeign`, `DatabaseEncodingUnsupported`.
    static func run(on connection: PostgreSQLConnection, name: String, mayBeEmpty: Bool) throws {
        let encoding = try connection.first("SELECT current_setting('server_encoding')", []) { $0.text(0) } ?? ""
        guard encoding == "UTF8" else { throw DatabaseEncodingUnsupported(name: name, encoding: encoding) }
        // The limits of requests are too short: another server may be running them.
        let usualWait = connection.longestWait
        connection.longestWait = nil
        defer { connection.longestWait = usualWait }
        try connection.transaction { _ in
            try connection.execute("SET LOCAL lock_timeout = 60000", [], isKept: false)
            try connection.execute("SET LOCAL statement_timeout = 60000", [], isKept: false)
            try connection.lock(.schema, isShared: false)
            let tables = Set(
                try connection.query(
                    "SELECT tablename::text FROM pg_tables WHERE schemaname = ANY (current_schemas(false))", [], isKept: false
                ) { $0.text(0) })
            if tables.isEmpty {
                guard mayBeEmpty else { throw DatabaseIsForeign(name: name) }
                try connection.execute("CREATE TABLE migrations (number TEXT PRIMARY KEY)", [], isKept: false)
            } else {
                guard tables.isSuperset(of: ["migrations", "jobs", "job_search", "change_clock"]) else {
                    throw DatabaseIsForeign(name: name)
                }
            }
            let done = Set(try connection.query("SELECT number FROM migrations", [], isKept: false) { $0.text(0) })
            guard done.isSubset(of: all.map(\.number)) else { throw DatabaseFromTheFuture(name: name) }
            for (number, statements) in all where !done.contains(number) {
                for statement in statements { try connection.execute(statement, [], isKept: false) }
                try connection.execute("INSERT INTO migrations (number) VALUES ($1)", [.text(number)])
            }
        }
    }

    private static func refusal(of record: String, where condition: String) -> String {
        """
        CREATE FUNCTION refuse_\(record)_deletion() RETURNS TRIGGER LANGUAGE plpgsql AS $$ BEGIN
            IF EXISTS (SELECT 1 FROM jobs WHERE \(condition)) THEN RAISE EXCEPTION 'a job names the \(record)'; END IF;
            RETURN NEW;
        END $$
        """
    }

    /// Texts are compared byte by byte, as in SQLite, whatever the locale of the database is.
    private static let text = #"TEXT COLLATE "C""#

    private static let histories = [
        """
        CREATE TABLE record_changes (
            id UUID PRIMARY KEY,
            record_id UUID NOT NULL,
            version BIGINT NOT NULL,
            previous BIGINT,
            at BIGINT NOT NULL,
            by_id UUID NOT NULL,
            by_name \(text) NOT NULL,
            kind \(text) NOT NULL,
            before \(text) NOT NULL,
            after \(text) NOT NULL,
            summary \(text) NOT NULL,
            UNIQUE (record_id, version)
        )
        """,
        "CREATE INDEX record_changes_age ON record_changes (version)",
    ]

    private static let baseline = [
        "CREATE TABLE settings (name \(text) PRIMARY KEY, value \(text) NOT NULL)",
        "CREATE TABLE counters (name \(text) PRIMARY KEY, value BIGINT NOT NULL)",
        "INSERT INTO counters (name, value) VALUES ('job_number', 1000)",
        """
        CREATE TABLE staff (
            id UUID PRIMARY KEY,
            name \(text) NOT NULL,
            name_key \(text) NOT NULL,
            email \(text) NOT NULL UNIQUE,
            role \(text) NOT NULL CHECK (role IN ('admin', 'office', 'workshop')),
            is_active BIGINT NOT NULL,
            password_hash \(text) NOT NULL,
            created_at BIGINT NOT NULL,
            updated_at BIGINT NOT NULL
        )
        """,
        """
        CREATE TABLE tokens (
            hash BYTEA PRIMARY KEY,
            staff_id UUID NOT NULL REFERENCES staff (id) ON DELETE CASCADE,
            created_at BIGINT NOT NULL,
            expires_at BIGINT NOT NULL
        )
        """,
        "CREATE INDEX tokens_staff ON tokens (staff_id)",
        "CREATE INDEX tokens_expiry ON tokens (expires_at)",
        """
        CREATE TABLE clients (
            id UUID PRIMARY KEY,
            name \(text) NOT NULL,
            name_key \(text) NOT NULL,
            -- the folded name, to find jobs by it
            name_search \(text) NOT NULL DEFAULT '',
            -- the folded words of the client's name, e-mail and phone and of its contacts', a line for each
            search_text \(text) NOT NULL,
            email \(text),
            phone \(text),
            address \(text),
            notes \(text) NOT NULL,
            created_at BIGINT NOT NULL,
            updated_at BIGINT NOT NULL,
            deleted_at BIGINT,
            deleted_by UUID,
            deleted_by_name \(text)
        )
        """,
        "CREATE INDEX clients_name_key ON clients (name_key, id)",
        "CREATE INDEX clients_deleted ON clients (deleted_at) WHERE deleted_at IS NOT NULL",
        """
        CREATE TABLE contacts (
            id UUID PRIMARY KEY,
            client_id UUID NOT NULL REFERENCES clients (id),
            name \(text) NOT NULL,
            name_key \(text) NOT NULL,
            email \(text),
            phone \(text),
            position \(text),
            created_at BIGINT NOT NULL,
            updated_at BIGINT NOT NULL,
            deleted_at BIGINT,
            deleted_by UUID,
            deleted_by_name \(text),
            UNIQUE (client_id, id)
        )
        """,
        "CREATE INDEX contacts_deleted ON contacts (deleted_at) WHERE deleted_at IS NOT NULL",
        """
        CREATE TABLE jobs (
            row BIGINT GENERATED ALWAYS AS IDENTITY UNIQUE,
            id UUID PRIMARY KEY,
            job_number BIGINT NOT NULL UNIQUE,
            name \(text) NOT NULL,
            name_key \(text) NOT NULL,
            description \(text) NOT NULL,
            status \(text) NOT NULL,
            client_id UUID REFERENCES clients (id),
            contact_id UUID,
            order_number \(text),
            delivery_date \(text),
            notes \(text) NOT NULL,
            pricing_methodology \(text) NOT NULL,
            price_cap BIGINT,
            charge_out_rate BIGINT,
            speed_quality_tradeoff \(text) NOT NULL,
            quote_accepted_at BIGINT,
            completed_at BIGINT,
            paid BIGINT NOT NULL,
            collected BIGINT NOT NULL,
            fully_invoiced BIGINT NOT NULL,
            rejected BIGINT NOT NULL,
            priority BIGINT NOT NULL,
            estimate_revision BIGINT NOT NULL,
            quote_revision BIGINT NOT NULL,
            actual_revision BIGINT NOT NULL,
            created_by UUID REFERENCES staff (id),
            created_at BIGINT NOT NULL,
            updated_at BIGINT NOT NULL,
            deleted_at BIGINT,
            -- a contact is always one of the job's own client
            FOREIGN KEY (client_id, contact_id) REFERENCES contacts (client_id, id),
            CHECK (contact_id IS NULL OR client_id IS NOT NULL)
        )
        """,
        "CREATE INDEX jobs_client ON jobs (client_id, contact_id)",
        "CREATE INDEX jobs_status ON jobs (status, job_number)",
        "CREATE INDEX jobs_updated ON jobs (updated_at, id)",
        "CREATE INDEX jobs_deleted ON jobs (deleted_at) WHERE deleted_at IS NOT NULL",
        "CREATE INDEX jobs_name_key ON jobs (name_key, id)",
        "CREATE INDEX jobs_created ON jobs (created_at, id)",
        "CREATE INDEX jobs_delivery ON jobs (COALESCE(delivery_date, '9999-12-31'), id)",
        // Nothing may refer to a deleted record. The use cases check this under locks; these triggers find a defect in them.
        refusal(of: "client", where: "client_id = NEW.id"),
        refusal(of: "contact", where: "client_id = NEW.client_id AND contact_id = NEW.id"),
        """
        CREATE TRIGGER clients_deletion BEFORE UPDATE OF deleted_at ON clients FOR EACH ROW
        WHEN (NEW.deleted_at IS NOT NULL) EXECUTE FUNCTION refuse_client_deletion()
        """,
        """
        CREATE TRIGGER contacts_deletion BEFORE UPDATE OF deleted_at ON contacts FOR EACH ROW
        WHEN (NEW.deleted_at IS NOT NULL) EXECUTE FUNCTION refuse_contact_deletion()
        """,
        """
        CREATE FUNCTION refuse_deleted_references() RETURNS TRIGGER LANGUAGE plpgsql AS $$ BEGIN
            IF EXISTS (SELECT 1 FROM clients WHERE id = NEW.client_id AND deleted_at IS NOT NULL)
                OR EXISTS (SELECT 1 FROM contacts WHERE id = NEW.contact_id AND deleted_at IS NOT NULL)
            THEN RAISE EXCEPTION 'the client or contact is deleted'; END IF;
            RETURN NEW;
        END $$
        """,
        """
        CREATE TRIGGER jobs_references BEFORE INSERT OR UPDATE OF client_id, contact_id ON jobs FOR EACH ROW
        WHEN (NEW.client_id IS NOT NULL) EXECUTE FUNCTION refuse_deleted_references()
        """,
        """
        CREATE TABLE job_assignees (
            job_id UUID NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
            position BIGINT NOT NULL,
            staff_id UUID NOT NULL REFERENCES staff (id),
            PRIMARY KEY (job_id, position)
        )
        """,
        "CREATE INDEX job_assignees_staff ON job_assignees (staff_id, job_id)",
        """
        CREATE TABLE events (
            id UUID PRIMARY KEY,
            job_id UUID NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
            version BIGINT NOT NULL,
            at BIGINT NOT NULL,
            by_id UUID NOT NULL,
            by_name \(text) NOT NULL,
            kind \(text) NOT NULL,
            description \(text) NOT NULL
        )
        """,
        "CREATE INDEX events_job ON events (job_id, version)",
        // See docs/decisions/0032: the order in which readers see changes.
        "CREATE TABLE change_clock (transaction_offset BIGINT NOT NULL)",
        "INSERT INTO change_clock (transaction_offset) VALUES (0)",
        "CREATE SEQUENCE change_ordinals AS INTEGER MINVALUE 0 MAXVALUE 1048575 CYCLE",
        """
        CREATE FUNCTION change_position() RETURNS BIGINT LANGUAGE SQL VOLATILE AS $$
            SELECT (pg_current_xact_id()::text::bigint + (SELECT transaction_offset FROM change_clock)) * 1048576
                + nextval('change_ordinals')
        $$
        """,
        """
        CREATE FUNCTION change_horizon() RETURNS BIGINT LANGUAGE SQL STABLE AS $$
            SELECT (pg_snapshot_xmin(pg_current_snapshot())::text::bigint + (SELECT transaction_offset FROM change_clock)) * 1048576
        $$
        """,
        """
        CREATE TABLE changes (
            -- the position in the order of commits
            row BIGINT PRIMARY KEY DEFAULT change_position(),
            id UUID NOT NULL,
            job_id UUID NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
            version BIGINT NOT NULL,
            previous BIGINT,
            at BIGINT NOT NULL,
            by_id UUID NOT NULL,
            by_name \(text) NOT NULL,
            kind \(text) NOT NULL,
            before \(text) NOT NULL,
            after \(text) NOT NULL,
            summary \(text) NOT NULL,
            UNIQUE (job_id, version)
        )
        """,
        """
        -- what subscribers on all servers are told besides changes of jobs
        CREATE TABLE publications (
            row BIGINT PRIMARY KEY DEFAULT change_position(),
            kind \(text) NOT NULL,
            id UUID NOT NULL,
            version BIGINT,
            is_deleted BIGINT,
            at TIMESTAMPTZ NOT NULL DEFAULT now()
        )
        """,
        """
        CREATE TABLE cost_lines (
            id UUID PRIMARY KEY,
            job_id UUID NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
            set_kind \(text) NOT NULL,
            revision BIGINT NOT NULL,
            position BIGINT NOT NULL,
            kind \(text) NOT NULL,
            description \(text) NOT NULL,
            quantity BIGINT NOT NULL,
            unit_cost BIGINT NOT NULL,
            unit_revenue BIGINT NOT NULL,
            created_by UUID REFERENCES staff (id)
        )
        """,
        "CREATE INDEX cost_lines_set ON cost_lines (job_id, set_kind, revision, position)",
        """
        CREATE TABLE answers (
            staff_id UUID NOT NULL REFERENCES staff (id) ON DELETE CASCADE,
            key \(text) NOT NULL,
            fingerprint BYTEA NOT NULL,
            status BIGINT NOT NULL,
            headers \(text) NOT NULL,
            body BYTEA NOT NULL,
            digest BYTEA,
            position BIGINT,
            kept_at BIGINT NOT NULL,
            PRIMARY KEY (staff_id, key)
        )
        """,
        "CREATE INDEX answers_age ON answers (kept_at)",
        "CREATE INDEX answers_position ON answers (staff_id, position) WHERE position IS NOT NULL",
        """
        CREATE TABLE answer_bodies (
            staff_id UUID NOT NULL REFERENCES staff (id) ON DELETE CASCADE,
            digest BYTEA NOT NULL,
            position BIGINT NOT NULL,
            kept_at BIGINT NOT NULL,
            body BYTEA NOT NULL,
            PRIMARY KEY (staff_id, digest)
        )
        """,
        "CREATE INDEX answer_bodies_position ON answer_bodies (staff_id, position)",
        "CREATE INDEX answer_bodies_age ON answer_bodies (kept_at)",
        """
        -- the folded texts of a job, a line for each, apart from the job because they change less often
        CREATE TABLE job_search (
            job_id UUID PRIMARY KEY REFERENCES jobs (id) ON DELETE CASCADE,
            names \(text) NOT NULL,
            texts \(text) NOT NULL
        )
        """,
        """
        DO $$ BEGIN
            CREATE EXTENSION IF NOT EXISTS pg_trgm;
            CREATE INDEX job_search_names ON job_search USING GIN (names gin_trgm_ops);
            CREATE INDEX job_search_texts ON job_search USING GIN (texts gin_trgm_ops);
            CREATE INDEX clients_name_search ON clients USING GIN (name_search gin_trgm_ops);
        EXCEPTION WHEN OTHERS THEN
            -- Searches work without the index too.
            RAISE NOTICE 'pg_trgm is not available: %', SQLERRM;
        END $$
        """,
        "INSERT INTO settings (name, value) VALUES ('generation', replace(gen_random_uuid()::text, '-', ''))",
    ]
}
