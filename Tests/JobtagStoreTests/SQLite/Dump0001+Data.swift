extension Dump0001 {
    /// A client with a contact; a job with everything, one that has nothing, and a deleted one; who is signed in.
    static let data = """
        UPDATE counters SET value = 1003 WHERE name = 'job_number';
        INSERT INTO settings VALUES ('greeting', 'Grüß Gott');
        INSERT INTO staff VALUES
            (x'01000000000070008000000000000000', 'Ada', 'ada@example.com', 'admin', 1, 'plain:correct horse', 1700000000000000, 1700000000000000),
            (x'02000000000070008000000000000000', 'Olga', 'olga@example.com', 'office', 1, 'plain:correct horse', 1700000000000000, 1700000000000000),
            (x'04000000000070008000000000000000', 'Wim', 'wim@example.com', 'workshop', 0, 'plain:correct horse', 1700000000000000, 1700000000000001);
        INSERT INTO tokens VALUES (CAST('nekot' AS BLOB), x'02000000000070008000000000000000', 1795425000000000, 1798017000000000);
        INSERT INTO clients VALUES
            (x'C1000000000070008000000000000000', 'Zoë & Söhne', 'zoe & sohne', 'zoe@example.com', NULL, '1 Quay', '', 1700000000000000, 1700000000000002);
        INSERT INTO contacts VALUES
            (x'C2000000000070008000000000000000', x'C1000000000070008000000000000000', 'Kim', NULL, '021 555', 'Foreman', 1700000000000000, 1700000000000000);
        INSERT INTO jobs (
            row, id, job_number, name, description, status, client_id, contact_id, order_number, delivery_date, notes, pricing_methodology,
            price_cap, charge_out_rate, speed_quality_tradeoff, quote_accepted_at, completed_at, paid, collected, fully_invoiced, rejected,
            priority, estimate_revision, quote_revision, actual_revision, created_by, created_at, updated_at, deleted_at
        ) VALUES
            (1, x'A1000000000070008000000000000000', 1001, 'Ridge flashing', 'zinc', 'approved', x'C1000000000070008000000000000000',
                x'C2000000000070008000000000000000', 'PO-7', '2026-12-24', 'notes', 'fixed_price', 125000, 9500, 'quality',
                1795425000000000, NULL, 1, 0, 1, 0, 7, 1, 2, 1, x'02000000000070008000000000000000', 1700000000000000, 1795425000000001, NULL),
            (2, x'A2000000000070008000000000000000', 1002, 'Gutter', '', 'draft', NULL, NULL, NULL, NULL, '', 'time_materials', NULL, NULL,
                'balanced', NULL, NULL, 0, 0, 0, 0, 0, 1, 1, 1, NULL, 1700000000000000, 1700000000000000, NULL),
            (3, x'A3000000000070008000000000000000', 1003, 'Downpipe', '', 'draft', NULL, NULL, NULL, NULL, '', 'time_materials', NULL, NULL,
                'balanced', NULL, NULL, 0, 0, 0, 0, 0, 1, 1, 1, NULL, 1700000000000000, 1795425000000000, 1795425000000000);
        INSERT INTO job_assignees VALUES
            (x'A1000000000070008000000000000000', 0, x'04000000000070008000000000000000'),
            (x'A1000000000070008000000000000000', 1, x'01000000000070008000000000000000');
        INSERT INTO events VALUES
            (x'E1000000000070008000000000000000', x'A1000000000070008000000000000000', 1795425000000001, 1795425000000001, x'02000000000070008000000000000000',
                'Olga', 'note', 'Rang Kim');
        INSERT INTO changes VALUES
            (1, x'B1000000000070008000000000000000', x'A1000000000070008000000000000000', 1700000000000000, NULL, 1700000000000000,
                x'02000000000070008000000000000000', 'Olga', 'created', '{}', '{"name":"Ridge flashing"}', 'Created the job'),
            (2, x'B2000000000070008000000000000000', x'A1000000000070008000000000000000', 1795425000000001, 1700000000000000, 1795425000000001,
                x'02000000000070008000000000000000', 'Olga', 'event', '{}', '{"events":{"description":"Rang Kim"}}', 'Added an event: Rang Kim');
        INSERT INTO cost_lines VALUES
            (x'D1000000000070008000000000000000', x'A1000000000070008000000000000000', 'quote', 1, 1, 'material', 'Old zinc', 1000, 0, 5000, NULL),
            (x'D2000000000070008000000000000000', x'A1000000000070008000000000000000', 'quote', 2, 1, 'material', 'Zinc', 2500, 1010, 2000,
                x'02000000000070008000000000000000');
        INSERT INTO answers VALUES
            (x'02000000000070008000000000000000', 'key', x'00FF', 201, '[["etag","\\"x\\""]]', x'7B7D', 1795425300000000);
        INSERT INTO jobs_search_names (rowid, job_number, name, order_number, client) VALUES
            (1, 1001, 'Ridge flashing', 'PO-7', 'Zoë & Söhne'), (2, 1002, 'Gutter', NULL, NULL), (3, 1003, 'Downpipe', NULL, NULL);
        INSERT INTO jobs_search_texts (rowid, description, notes) VALUES (1, 'zinc', 'notes'), (2, '', ''), (3, '', '');
        DELETE FROM search_pending;
        """
}
