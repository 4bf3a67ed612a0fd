/// What schema 0002 added to 0001, and rows whose lines end as forms and Windows end them.
enum Dump0002 {
    static let sql = #"""
        CREATE INDEX jobs_name ON jobs (name, id);
        CREATE INDEX jobs_created ON jobs (created_at, id);
        CREATE INDEX jobs_delivery ON jobs (COALESCE(delivery_date, '9999-12-31'), id);
        INSERT INTO grdb_migrations (identifier) VALUES ('0002');

        UPDATE jobs SET description = 'zinc' || CHAR(13, 10) || 'Straße 12' || CHAR(13),
            notes = 'Panel 1950 × 1780' || CHAR(13, 10) || 'Ring 021 555 0123, O''Brien' || CHAR(13, 10) WHERE row = 1;
        UPDATE clients SET notes = 'pays' || CHAR(13, 10) || 'late';
        UPDATE events SET description = 'Rang' || CHAR(13, 10) || 'Kim';
        INSERT INTO jobs (
            row, id, job_number, name, description, status, notes, pricing_methodology, speed_quality_tradeoff, paid, collected, fully_invoiced,
            rejected, priority, estimate_revision, quote_revision, actual_revision, created_at, updated_at
        ) VALUES
            (4, x'A4000000000070008000000000000000', 1004, 'apple', '', 'draft', '', 'time_materials', 'balanced', 0, 0, 0, 0, 0, 1, 1, 1, 1, 2),
            (5, x'A5000000000070008000000000000000', 1005, 'Éclair stand', '', 'draft', '', 'time_materials', 'balanced', 0, 0, 0, 0, 0, 1, 1, 1, 1, 3);
        INSERT INTO changes (id, job_id, version, previous, at, by_id, by_name, kind, before, after, summary) VALUES
            (x'B3000000000070008000000000000000', x'A1000000000070008000000000000000', 1750000000000000, 1700000000000000, 1750000000000000,
                x'02000000000070008000000000000000', 'Olga', 'updated', '{"notes":"one\r\ntwo \\r stays\r"}', '{"notes":"three"}', 'Changed notes'),
            (x'B4000000000070008000000000000000', x'A4000000000070008000000000000000', 2, NULL, 2, x'02000000000070008000000000000000', 'Olga',
                'created', '{}', '{"name":"apple"}', 'Created the job'),
            (x'B5000000000070008000000000000000', x'A5000000000070008000000000000000', 3, NULL, 3, x'02000000000070008000000000000000', 'Olga',
                'created', '{}', '{"name":"Éclair stand"}', 'Created the job');
        UPDATE changes SET previous = 1750000000000000 WHERE row = 2;
        -- one job with a return in an event alone, one in its history alone
        INSERT INTO events VALUES (x'E4000000000070008000000000000000', x'A4000000000070008000000000000000', 2, 2,
            x'02000000000070008000000000000000', 'Olga', 'note', 'one' || CHAR(13, 10) || 'two');
        UPDATE changes SET after = '{"name":"Éclair stand","notes":"a\r\nb"}' WHERE job_id = x'A5000000000070008000000000000000';
        INSERT INTO staff VALUES (x'05000000000070008000000000000000', 'Zoë', 'zoe' || CHAR(776) || '@example.com', 'office', 1, 'plain:x', 1, 1);
        """#
}
