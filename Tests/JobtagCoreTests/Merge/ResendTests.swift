import Foundation
import Testing

@testable import JobtagCore

@Suite("What may be sent again after a version mismatch")
struct ResendTests {
    private static let line = CostLine(
        id: UUID(), kind: .material, description: "Sheet", quantity: Quantity(thousandths: 1000), unitCost: .zero,
        unitRevenue: .zero,
        createdBy: nil)
    private static let other = CostLine(
        id: UUID(), kind: .time, description: "Bending", quantity: Quantity(thousandths: 2000), unitCost: .zero, unitRevenue: .zero,
        createdBy: nil)

    private static func change(
        _ kind: RecordChange.Kind, before: [String: FieldValue] = [:], after: [String: FieldValue] = [:]
    ) -> RecordChange {
        let now = Timestamp(microseconds: 2)
        return RecordChange(
            id: UUID(), of: .job(UUID()), version: now, previous: Timestamp(microseconds: 1), at: now,
            by: Person(id: UUID(), name: "Priya"), kind: kind, before: before, after: after, summary: "")
    }

    /// What others did meanwhile.
    private static func changes(_ what: String) throws -> [RecordChange]? {
        var changed = line
        try changed.set(.quantity, to: .text("3"))
        var copy = CostLine(blank: UUID(), createdBy: UUID())
        for field in CostLine.Field.allCases { try copy.set(field, to: line[field]) }
        return switch what {
        case "other field": [change(.updated, before: ["notes": .text("")], after: ["notes": .text("x")])]
        case "other line": [change(.lineAdded, after: ["quote": other.record])]
        case "same line": [change(.lineChanged, before: ["quote": changed.record], after: ["quote": line.record])]
        case "same line added": [change(.lineAdded, after: ["quote": copy.record])]
        case "quote accepted": [change(.quoteAccepted, before: ["quote_acceptance_date": .null], after: [:])]
        case "quote revised": [change(.quoteRevised)]
        case "status": [change(.updated, before: ["status": .text("draft")], after: ["status": .text("approved")])]
        case "undone": [change(.undone)]
        default: nil
        }
    }

    @Test(
        "follows the table",
        arguments: [
            ("append", ["other field", "other line", "same line", "quote accepted", "status", "undone", "unknown"], Resend.same),
            ("add line", ["other field", "other line", "same line"], .same),
            ("add line", ["same line added", "quote accepted", "quote revised", "status", "undone", "unknown"], .ask),
            ("remove line", ["other field", "other line", "same line added"], .same),
            ("remove line", ["same line", "quote accepted", "quote revised", "status", "undone", "unknown"], .ask),
            ("decision", ["other field", "other line", "unknown"], .ask),
            ("line", ["other field", "other line", "quote accepted"], .merged), ("line", ["same line", "unknown"], .ask),
            ("fields", ["other line"], .merged), ("fields", ["other field", "unknown"], .ask),
        ])
    func table(_ request: String, _ meanwhile: [String], _ expected: Resend) throws {
        let intent: JobIntent =
            switch request {
            case "append": .append
            case "add line": .addLine(Self.line, .quote)
            case "remove line": .removeLine(Self.line.id, .quote)
            case "line": .line(Self.line, .quote, [.quantity: .text("2")])
            case "fields": .fields([.notes: .text("y")])
            default: .decision
            }
        var job = Sample.job()
        try job.set(.notes, to: .text("x"))
        for what in meanwhile {
            let mismatch = VersionMismatch(job, after: try Self.changes(what), intent)
            #expect(mismatch.resolved().resend == expected, "\(request), \(what)")
        }
    }

    @Test("of a line that was added and then changed by others since the named version begins from the line as it was added")
    func lineAddedSince() throws {
        var added = Self.line
        try added.set(.quantity, to: .text("3"))
        let changes = [
            Self.change(.lineAdded, after: ["quote": added.record]),
            Self.change(.lineChanged, before: ["quote": added.record], after: ["quote": Self.line.record]),
        ]
        for (edit, expected) in [([.quantity: .text("5")], Resend.ask), ([.unitCost: .text("5")], .merged)]
            as [(Edit<CostLine>, Resend)]
        {
            let mismatch = VersionMismatch(Sample.job(), after: changes, JobIntent.line(Self.line, .quote, edit))
            #expect(mismatch.resolved().resend == expected)
        }
    }

    @Test("of a line that another person changed in another field is the merge")
    func line() throws {
        let intent = JobIntent.line(Self.line, .quote, [.description: .text("Plate")])
        let mismatch = VersionMismatch(Sample.job(), after: try Self.changes("same line"), intent)
        let resolution = mismatch.resolved()
        #expect(resolution.resend == .merged)
        #expect(resolution.merge?.patch.map(\.name) == ["description"])
        #expect(resolution.merge?.patch.first?.value == .text("Plate"))
    }
}

@Suite("A text suggested for a conflict")
struct SuggestionTests {
    @Test(
        "has the words of both, theirs first",
        arguments: [
            ("", "mine", "theirs", "theirs\nmine"),
            ("a\nb\nc\n", "a\nmine\nc\n", "a\ntheirs\nc\n", "a\ntheirs\nmine\nc\n"),
            ("a\nb\n", "a\nb\nmine", "a\nb\ntheirs", "a\nb\ntheirs\nmine"),
            ("a\nb\nc\n", "a\nc\n", "a\nB\nc\n", "a\nB\nc\n"),
            ("a\nb\nc\nd\n", "A\nb\nc\nmine\n", "a\nb\nc\ntheirs\n", "A\nb\nc\ntheirs\nmine\n"),
            ("Deliver on Monday.", "Deliver on Friday.", "Deliver on Tuesday.", "Deliver on Tuesday.\nDeliver on Friday."),
        ])
    func both(base: String, yours: String, theirs: String, expected: String) throws {
        #expect(ThreeWayMerge.suggestion(base: base, yours: yours, theirs: theirs) == expected)
    }
}
