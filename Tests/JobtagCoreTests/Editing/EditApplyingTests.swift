import Testing

@testable import JobtagCore

@Suite("An edit")
struct EditApplyingTests {
    @Test("changes only the fields it names")
    func applies() throws {
        var job = Sample.job()
        try job.apply([.name: .text("Bench"), .paid: .flag(true), .priceCap: .text("99.5")])
        #expect(job.name == "Bench")
        #expect(job.isPaid)
        #expect(job.priceCap == Amount("99.50"))
        #expect(job.fields(changedFrom: Sample.job()) == [.name, .priceCap, .paid])
        #expect((job.number, job.updatedAt, job.createdAt) == (96_117, Sample.then, Sample.then))
    }

    @Test("without fields changes nothing")
    func empty() throws {
        var job = Sample.job()
        try job.apply([:])
        #expect(job == Sample.job())
    }

    @Test("reports every invalid value, in the order of the fields")
    func allErrors() {
        var job = Sample.job()
        let errors = fieldErrors {
            try job.apply([
                .assignedTo: .null, .name: .null, .notes: .text("fine"), .deliveryDate: .text("2026-02-30"), .priority: .number(-1),
                .paid: .text("yes"),
            ])
        }
        #expect(
            errors == [
                FieldError("name", "This field is required."),
                FieldError("delivery_date", "This must be a date such as \"2026-11-23\", or null."),
                FieldError("paid", "This must be true or false."),
                FieldError("priority", "Use a value from 0 to 1000000000."),
                FieldError("assigned_to", "This must be a list of at most 50 UUIDs."),
            ])
    }

    @Test("can have an invalid value in every field")
    func everyField() {
        let wrong = FieldValue.record([:])
        #expect(allWrong(Sample.job(), wrong) == Job.Field.allCases.map(\.rawValue))
        #expect(allWrong(Sample.line(), wrong) == CostLine.Field.allCases.map(\.rawValue))
        #expect(allWrong(Sample.client, wrong) == Client.Field.allCases.map(\.rawValue))
        #expect(allWrong(Sample.contact, wrong) == Contact.Field.allCases.map(\.rawValue))
        #expect(allWrong(Sample.staff, wrong) == Staff.Field.allCases.map(\.rawValue))
    }

    private func allWrong<Record: EditableRecord>(_ record: Record, _ value: FieldValue) -> [String]? {
        var record = record
        let edit = Edit<Record>(uniqueKeysWithValues: Record.Field.allCases.map { ($0, value) })
        return fieldErrors { try record.apply(edit) }?.map(\.field)
    }

    @Test("that repeats the current values changes no field")
    func repetition() throws {
        let before = Sample.job {
            $0.orderNumber = "PO-7"
            $0.priceCap = Amount("10.00")
            $0.clientID = Sample.id
            $0.assignedTo = [Sample.id, Sample.otherID]
        }
        var job = before
        try job.apply(Edit<Job>(uniqueKeysWithValues: Job.Field.allCases.map { ($0, before[$0]) }))
        #expect(job == before)
        try job.apply([.priceCap: .text("10"), .orderNumber: .text(" PO-7 "), .clientID: .text(Sample.idText.uppercased())])
        #expect(job.fields(changedFrom: before).isEmpty)
    }

    @Test(
        "changes a field if its bytes differ",
        arguments: [
            (.description, .text("a"), .text("a "), true), (.description, .text("a\n"), .text("a\r\n"), false),
            (.description, .text("\u{E9}"), .text("e\u{301}"), true), (.description, .text(""), .null, false),
            (.name, .text("Bench"), .text(" Bench"), false), (.priceCap, .text("1.5"), .text("1.50"), false),
            (.priceCap, .null, .text("0"), true),
            (
                .assignedTo, .list([.text(Sample.idText), .text(Sample.otherIDText)]),
                .list([.text(Sample.otherIDText), .text(Sample.idText)]), true
            ),
        ] as [(Job.Field, FieldValue, FieldValue, Bool)]
    )
    func changedFields(field: Job.Field, old: FieldValue, new: FieldValue, isChanged: Bool) throws {
        var (before, after) = (Sample.job(), Sample.job())
        try before.set(field, to: old)
        try after.set(field, to: new)
        #expect(after.fields(changedFrom: before) == (isChanged ? [field] : []))
        #expect(before.fields(changedFrom: after) == (isChanged ? [field] : []))
    }

    @Test("is stored in history by field names")
    func values() {
        let job = Sample.job { $0.clientID = Sample.id }
        #expect(
            job.values(of: [.name, .clientID, .paid]) == [
                "name": .text("Range hood"), "client_id": .text(Sample.idText), "paid": .flag(false),
            ])
        #expect(job.values(of: []).isEmpty)
        #expect(job.values(of: Job.Field.allCases).count == 18)
    }
}
