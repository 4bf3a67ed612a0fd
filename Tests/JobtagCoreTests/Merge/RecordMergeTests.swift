import Testing

@testable import JobtagCore

@Suite("The merge of an edit of a job")
struct RecordMergeTests {
    private func merge(_ base: Job, _ yours: Edit<Job>, _ theirs: Job) -> RecordMerge<Job> {
        RecordMerge(base: base, yours: yours, theirs: theirs)
    }

    private func changed(_ job: Job, _ field: Job.Field, _ value: FieldValue) throws -> Job {
        var job = job
        try job.set(field, to: value)
        return job
    }

    @Test("lists no field that neither side changed, even if it was sent")
    func unchanged() {
        let job = Sample.job()
        let everything = Edit<Job>(uniqueKeysWithValues: Job.Field.allCases.map { ($0, job[$0]) })
        #expect(merge(job, everything, job).fields.isEmpty)
        #expect(merge(job, everything, job).isClean)
    }

    @Test("lists the fields in the job's order")
    func order() throws {
        let job = Sample.job()
        let theirs = try changed(changed(job, .priority, .number(4)), .description, .text("x"))
        let fields = merge(job, [.notes: .text("n"), .status: .text("approved")], theirs).fields.map(\.field)
        #expect(fields == [.description, .status, .notes, .priority])
    }

    /// A value other than the sample job's and two different ones for each field.
    static let values: [(Job.Field, FieldValue, FieldValue)] = [
        (.name, .text("Hood"), .text("Canopy")),
        (.description, .text("In steel"), .text("Of copper")),
        (.status, .text("approved"), .text("archived")),
        (.clientID, .text(Sample.idText), .text(Sample.otherIDText)),
        (.contactID, .text(Sample.idText), .text(Sample.otherIDText)),
        (.orderNumber, .text("PO 1"), .text("PO 2")),
        (.deliveryDate, .text("2026-12-01"), .text("2026-12-02")),
        (.notes, .text("Ring"), .text("Write")),
        (.pricingMethodology, .text("fixed_price"), .text("fixed_price")),
        (.priceCap, .text("10.00"), .text("20.00")),
        (.chargeOutRate, .text("10.00"), .text("20.00")),
        (.speedQualityTradeoff, .text("faster"), .text("quality")),
        (.paid, .flag(true), .flag(true)),
        (.collected, .flag(true), .flag(true)),
        (.fullyInvoiced, .flag(true), .flag(true)),
        (.rejectedFlag, .flag(true), .flag(true)),
        (.priority, .number(1), .number(2)),
        (.assignedTo, .list([.text(Sample.idText)]), .list([.text(Sample.otherIDText)])),
    ]

    @Test("is tested with every field")
    func complete() {
        #expect(Self.values.map(\.0) == Job.Field.allCases)
    }

    @Test("takes the value of the only side that changed a field", arguments: values)
    func oneSide(field: Job.Field, value: FieldValue, _: FieldValue) throws {
        let base = Sample.job()
        let yours = try #require(merge(base, [field: value], base).fields.first)
        #expect(yours.merged == value && yours.yours == value && yours.theirs == base[field] && yours.base == base[field])
        let unsent = try #require(merge(base, [:], changed(base, field, value)).fields.first)
        #expect(unsent.merged == value && unsent.theirs == value && unsent.yours == base[field])
        let repeated = try #require(merge(base, [field: base[field]], changed(base, field, value)).fields.first)
        #expect(repeated == unsent)
    }

    @Test("takes the value that both sides chose", arguments: values)
    func sameChange(field: Job.Field, value: FieldValue, _: FieldValue) throws {
        let base = Sample.job()
        let result = try merge(base, [field: value], changed(base, field, value))
        #expect(result.isClean)
        #expect(result.fields.map(\.merged) == [value])
        #expect(result.fields.map(\.diff) == [nil])
    }

    @Test("is a conflict if values differ, except for the assignment", arguments: values)
    func clash(field: Job.Field, yours: FieldValue, theirs: FieldValue) throws {
        let base = Sample.job()
        guard yours != theirs, field != .assignedTo else { return }
        let result = try merge(base, [field: yours], changed(base, field, theirs))
        #expect(!result.isClean)
        #expect(result.fields.map(\.isConflict) == [true])
        #expect(result.fields.map(\.merged) == [nil])
    }

    @Test("shows differences only for texts", arguments: values)
    func difference(field: Job.Field, yours: FieldValue, theirs: FieldValue) throws {
        let base = Sample.job()
        guard yours != theirs else { return }
        let result = try #require(merge(base, [field: yours], changed(base, field, theirs)).fields.first)
        let isRead = [.name, .description, .orderNumber, .notes].contains(field)
        #expect(result.diff == (isRead ? TextDiff(from: theirs.text!, to: yours.text!).pieces : nil))
    }

    @Test("merges both sides' notes and descriptions", arguments: [Job.Field.notes, .description])
    func prose(field: Job.Field) throws {
        let base = try changed(Sample.job(), field, .text("Cut.\nWeld.\nPaint.\n"))
        let theirs = try changed(base, field, .text("Cut.\nWeld.\nPowder coat.\n"))
        let result = merge(base, [field: .text("Cut twice.\nWeld.\nPaint.\n")], theirs)
        #expect(result.fields.map(\.merged) == [.text("Cut twice.\nWeld.\nPowder coat.\n")])
        #expect(result.isClean)
    }

    @Test("compares your values as the job would store them")
    func canonical() throws {
        let base = Sample.job { $0.clientID = Sample.id }
        let sent: Edit<Job> = [.name: .text("  Range hood "), .clientID: .text(Sample.idText.uppercased()), .notes: .null]
        #expect(merge(base, sent, base).fields.isEmpty)
        #expect(merge(base, [.priceCap: .text("5")], base).fields.first?.merged == .text("5.00"))
    }

    @Test("is a conflict with a note if the job rejects your value")
    func refused() throws {
        let base = Sample.job()
        let result = try #require(merge(base, [.name: .text("  ")], base).fields.first)
        #expect(result.isConflict)
        #expect(result.yours == .text("  "))
        #expect(result.note == "This field is required.")
    }

    @Test("is a conflict if the combined value exceeds the job's limit")
    func tooMuchTogether() throws {
        let long = String(repeating: "x", count: 110_000)
        let base = try changed(Sample.job(), .notes, .text("middle\n"))
        let theirs = try changed(base, .notes, .text("middle\n\(long)"))
        let result = try #require(merge(base, [.notes: .text("\(long)\nmiddle\n")], theirs).fields.first)
        #expect(result.isConflict)
        #expect(result.note == "Use at most 200000 bytes.")
    }
}
