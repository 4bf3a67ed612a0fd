import Crypto
import Foundation
import GRDB

/// The migrations for SQLite: numbered, forward only, never edited after release. PostgreSQL's have the same numbers.
enum SQLiteMigrations {
    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        for (number, migrate) in all { migrator.registerMigration(number, migrate: migrate) }
        return migrator
    }

    private typealias Migration = @Sendable (Database) throws -> Void

    private static let all: [(number: String, migrate: Migration)] = [
        ("0001", { try $0.execute(sql: first) }), ("0002", { try $0.execute(sql: orders) }), ("0003", FoldedTexts.migrate),
        ("0004", joinedWords), ("0005", { try $0.execute(sql: deletions) }), ("0006", boundedAnswers),
        ("0007", { try $0.execute(sql: histories) }),
    ]

    /// The full-text index of folded words, including runs of digits and letters.
    private static func joinedWords(_ database: Database) throws {
        try database.execute(sql: SQLiteSearch.tables)
        try SQLiteSearch(connection: SQLiteConnection(database)).refresh()
    }

    /// Stored responses are limited in bytes, and their fingerprints require the database's secret.
    private static func boundedAnswers(_ database: Database) throws {
        try database.execute(
            sql: """
                ALTER TABLE answers ADD COLUMN digest BLOB;
                ALTER TABLE answers ADD COLUMN position INTEGER;
                CREATE INDEX answers_position ON answers (staff_id, position) WHERE position IS NOT NULL;
                CREATE TABLE answer_bodies (
                    staff_id BLOB NOT NULL REFERENCES staff (id) ON DELETE CASCADE,
                    digest BLOB NOT NULL,
                    position INTEGER NOT NULL,
                    kept_at INTEGER NOT NULL,
                    -- last, so that the others are read without it
                    body BLOB NOT NULL,
                    PRIMARY KEY (staff_id, digest)
                ) STRICT;
                CREATE INDEX answer_bodies_position ON answer_bodies (staff_id, position);
                CREATE INDEX answer_bodies_age ON answer_bodies (kept_at);
                UPDATE answers SET position = 0;
                """)
        var secret = try String.fetchOne(database, sql: "SELECT value FROM settings WHERE name = 'secret'")
        if secret == nil {
            let new = SymmetricKey(size: .bits256).withUnsafeBytes { Data($0).base64EncodedString() }
            try database.execute(sql: "INSERT INTO settings (name, value) VALUES ('secret', ?)", arguments: [new])
            secret = new
        }
        let key = SymmetricKey(data: Data((secret ?? "").utf8))
        let rows = try Row.fetchAll(database, sql: "SELECT rowid, fingerprint FROM answers")
        for row in rows {
            let digest: Data = row[1]
            let code = Data(HMAC<SHA256>.authenticationCode(for: Data("idempotency-key\n".utf8) + digest, using: key))
            try database.execute(sql: "UPDATE answers SET fingerprint = ? WHERE rowid = ?", arguments: [code, row[0] as Int64])
        }
    }

    /// Deleted clients and contacts can be restored for a while, like jobs. Nothing may refer to a deleted record: these triggers check for
    /// deleted rows what foreign keys check for missing rows.
    private static let deletions = """
        ALTER TABLE clients ADD COLUMN deleted_at INTEGER;
        ALTER TABLE clients ADD COLUMN deleted_by BLOB;
        ALTER TABLE clients ADD COLUMN deleted_by_name TEXT;
        ALTER TABLE contacts ADD COLUMN deleted_at INTEGER;
        ALTER TABLE contacts ADD COLUMN deleted_by BLOB;
        ALTER TABLE contacts ADD COLUMN deleted_by_name TEXT;
        CREATE INDEX clients_deleted ON clients (deleted_at) WHERE deleted_at IS NOT NULL;
        CREATE INDEX contacts_deleted ON contacts (deleted_at) WHERE deleted_at IS NOT NULL;
        CREATE TRIGGER clients_deletion BEFORE UPDATE OF deleted_at ON clients WHEN new.deleted_at IS NOT NULL
            AND EXISTS (SELECT 1 FROM jobs WHERE client_id = new.id) BEGIN
            SELECT RAISE(ABORT, 'a job names the client');
        END;
        CREATE TRIGGER contacts_deletion BEFORE UPDATE OF deleted_at ON contacts WHEN new.deleted_at IS NOT NULL
            AND EXISTS (SELECT 1 FROM jobs WHERE client_id = new.client_id AND contact_id = new.id) BEGIN
            SELECT RAISE(ABORT, 'a job names the contact');
        END;
        CREATE TRIGGER jobs_client_insert BEFORE INSERT ON jobs WHEN \(namesDeleted) BEGIN
            SELECT RAISE(ABORT, 'the client or contact is deleted');
        END;
        CREATE TRIGGER jobs_client_update BEFORE UPDATE OF client_id, contact_id ON jobs WHEN \(namesDeleted) BEGIN
            SELECT RAISE(ABORT, 'the client or contact is deleted');
        END;
        """

    private static let namesDeleted = """
        EXISTS (SELECT 1 FROM clients WHERE id = new.client_id AND deleted_at IS NOT NULL)
            OR EXISTS (SELECT 1 FROM contacts WHERE id = new.contact_id AND deleted_at IS NOT NULL)
        """

    /// The histories of clients, contacts and staff. Those of jobs have a table of their own: streams continue by its positions.
    private static let histories = """
        CREATE TABLE record_changes (
            id BLOB PRIMARY KEY NOT NULL,
            record_id BLOB NOT NULL,
            version INTEGER NOT NULL,
            previous INTEGER,
            at INTEGER NOT NULL,
            by_id BLOB NOT NULL,
            by_name TEXT NOT NULL,
            kind TEXT NOT NULL,
            before TEXT NOT NULL,
            after TEXT NOT NULL,
            summary TEXT NOT NULL,
            UNIQUE (record_id, version)
        ) STRICT;
        CREATE INDEX record_changes_age ON record_changes (version);
        """

    /// Lists of very many jobs in these orders, without sorting all of them. `priority` has no index: it changes often, and lists sorted
    /// by it are of work in progress.
    private static let orders = """
        CREATE INDEX jobs_name ON jobs (name, id);
        CREATE INDEX jobs_created ON jobs (created_at, id);
        CREATE INDEX jobs_delivery ON jobs (COALESCE(delivery_date, '9999-12-31'), id);
        """

    /// Times are microseconds since 1970, amounts hundredths, quantities thousandths, flags 0 or 1, dates `YYYY-MM-DD`.
    private static let first = """
        CREATE TABLE settings (name TEXT PRIMARY KEY NOT NULL, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

        CREATE TABLE counters (name TEXT PRIMARY KEY NOT NULL, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;
        INSERT INTO counters (name, value) VALUES ('job_number', 1000);

        CREATE TABLE staff (
            id BLOB PRIMARY KEY NOT NULL,
            name TEXT NOT NULL,
            email TEXT NOT NULL UNIQUE,
            role TEXT NOT NULL CHECK (role IN ('admin', 'office', 'workshop')),
            is_active INTEGER NOT NULL,
            password_hash TEXT NOT NULL,
            created_at INTEGER NOT NULL,
            updated_at INTEGER NOT NULL
        ) STRICT;

        CREATE TABLE tokens (
            hash BLOB PRIMARY KEY NOT NULL,
            staff_id BLOB NOT NULL REFERENCES staff (id) ON DELETE CASCADE,
            created_at INTEGER NOT NULL,
            expires_at INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX tokens_staff ON tokens (staff_id);
        CREATE INDEX tokens_expiry ON tokens (expires_at);

        CREATE TABLE clients (
            id BLOB PRIMARY KEY NOT NULL,
            name TEXT NOT NULL,
            -- the name without case and marks, to find it by
            folded_name TEXT NOT NULL,
            email TEXT,
            phone TEXT,
            address TEXT,
            notes TEXT NOT NULL,
            created_at INTEGER NOT NULL,
            updated_at INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX clients_name ON clients (name, id);

        CREATE TABLE contacts (
            id BLOB PRIMARY KEY NOT NULL,
            client_id BLOB NOT NULL REFERENCES clients (id),
            name TEXT NOT NULL,
            email TEXT,
            phone TEXT,
            position TEXT,
            created_at INTEGER NOT NULL,
            updated_at INTEGER NOT NULL,
            UNIQUE (client_id, id)
        ) STRICT;

        CREATE TABLE jobs (
            row INTEGER PRIMARY KEY NOT NULL,
            id BLOB NOT NULL UNIQUE,
            job_number INTEGER NOT NULL UNIQUE,
            name TEXT NOT NULL,
            description TEXT NOT NULL,
            status TEXT NOT NULL,
            client_id BLOB REFERENCES clients (id),
            contact_id BLOB,
            order_number TEXT,
            delivery_date TEXT,
            notes TEXT NOT NULL,
            pricing_methodology TEXT NOT NULL,
            price_cap INTEGER,
            charge_out_rate INTEGER,
            speed_quality_tradeoff TEXT NOT NULL,
            quote_accepted_at INTEGER,
            completed_at INTEGER,
            paid INTEGER NOT NULL,
            collected INTEGER NOT NULL,
            fully_invoiced INTEGER NOT NULL,
            rejected INTEGER NOT NULL,
            priority INTEGER NOT NULL,
            estimate_revision INTEGER NOT NULL,
            quote_revision INTEGER NOT NULL,
            actual_revision INTEGER NOT NULL,
            created_by BLOB REFERENCES staff (id),
            created_at INTEGER NOT NULL,
            updated_at INTEGER NOT NULL,
            deleted_at INTEGER,
            -- a contact is always one of the job's own client
            FOREIGN KEY (client_id, contact_id) REFERENCES contacts (client_id, id),
            CHECK (contact_id IS NULL OR client_id IS NOT NULL)
        ) STRICT;
        CREATE INDEX jobs_client ON jobs (client_id, contact_id);
        CREATE INDEX jobs_status ON jobs (status, job_number);
        CREATE INDEX jobs_updated ON jobs (updated_at, id);
        CREATE INDEX jobs_deleted ON jobs (deleted_at) WHERE deleted_at IS NOT NULL;

        CREATE TABLE job_assignees (
            job_id BLOB NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
            position INTEGER NOT NULL,
            staff_id BLOB NOT NULL REFERENCES staff (id),
            PRIMARY KEY (job_id, position)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX job_assignees_staff ON job_assignees (staff_id, job_id);

        CREATE TABLE events (
            id BLOB PRIMARY KEY NOT NULL,
            job_id BLOB NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
            version INTEGER NOT NULL,
            at INTEGER NOT NULL,
            by_id BLOB NOT NULL,
            by_name TEXT NOT NULL,
            kind TEXT NOT NULL,
            description TEXT NOT NULL
        ) STRICT;
        CREATE INDEX events_job ON events (job_id, version);

        CREATE TABLE changes (
            -- never used again, whatever is purged: readers of the stream go on after it
            row INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
            id BLOB NOT NULL,
            job_id BLOB NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
            version INTEGER NOT NULL,
            previous INTEGER,
            at INTEGER NOT NULL,
            by_id BLOB NOT NULL,
            by_name TEXT NOT NULL,
            kind TEXT NOT NULL,
            before TEXT NOT NULL,
            after TEXT NOT NULL,
            summary TEXT NOT NULL,
            UNIQUE (job_id, version)
        ) STRICT;

        CREATE TABLE cost_lines (
            id BLOB PRIMARY KEY NOT NULL,
            job_id BLOB NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
            set_kind TEXT NOT NULL,
            revision INTEGER NOT NULL,
            position INTEGER NOT NULL,
            kind TEXT NOT NULL,
            description TEXT NOT NULL,
            quantity INTEGER NOT NULL,
            unit_cost INTEGER NOT NULL,
            unit_revenue INTEGER NOT NULL,
            created_by BLOB REFERENCES staff (id)
        ) STRICT;
        CREATE INDEX cost_lines_set ON cost_lines (job_id, set_kind, revision, position);

        CREATE TABLE answers (
            staff_id BLOB NOT NULL REFERENCES staff (id) ON DELETE CASCADE,
            key TEXT NOT NULL,
            fingerprint BLOB NOT NULL,
            status INTEGER NOT NULL,
            headers TEXT NOT NULL,
            body BLOB NOT NULL,
            kept_at INTEGER NOT NULL,
            PRIMARY KEY (staff_id, key)
        ) STRICT;
        CREATE INDEX answers_age ON answers (kept_at);

        -- What is short and often changed apart from what is long and seldom: each is indexed anew as a whole.
        CREATE VIRTUAL TABLE jobs_search_names USING fts5(
            job_number, name, order_number, client, tokenize = 'unicode61 remove_diacritics 2'
        );
        CREATE VIRTUAL TABLE jobs_search_texts USING fts5(
            description, notes, tokenize = 'unicode61 remove_diacritics 2'
        );
        -- Rows to be indexed before the transaction commits: 1 their names, 2 their texts.
        CREATE TABLE search_pending (
            part INTEGER NOT NULL, row INTEGER NOT NULL, PRIMARY KEY (part, row)
        ) STRICT, WITHOUT ROWID;
        CREATE TRIGGER jobs_search_insert AFTER INSERT ON jobs BEGIN
            INSERT OR IGNORE INTO search_pending (part, row) VALUES (1, new.row), (2, new.row);
        END;
        CREATE TRIGGER jobs_search_update_names AFTER UPDATE OF name, order_number, client_id ON jobs BEGIN
            INSERT OR IGNORE INTO search_pending (part, row) VALUES (1, new.row);
        END;
        CREATE TRIGGER jobs_search_update_texts AFTER UPDATE OF description, notes ON jobs BEGIN
            INSERT OR IGNORE INTO search_pending (part, row) VALUES (2, new.row);
        END;
        CREATE TRIGGER jobs_search_delete AFTER DELETE ON jobs BEGIN
            DELETE FROM jobs_search_names WHERE rowid = old.row;
            DELETE FROM jobs_search_texts WHERE rowid = old.row;
            DELETE FROM search_pending WHERE row = old.row;
        END;
        CREATE TRIGGER jobs_search_client AFTER UPDATE OF name ON clients BEGIN
            INSERT OR IGNORE INTO search_pending (part, row) SELECT 1, row FROM jobs WHERE client_id = new.id;
        END;
        """
}
