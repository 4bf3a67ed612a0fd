import JobtagAPI
import JobtagCore
import Testing

@Suite("The merge in a 412")
struct MergeProblemTests {
    /// The job was loaded as a draft called "Range hood"; somebody approved it since, and wrote other notes.
    private static let current = {
        var job = Sample.job
        job.status = .approved
        job.notes = "Ring first.\n"
        return job
    }()

    private static let changes = [
        RecordChange(
            id: Sample.otherID, of: .job(Sample.id), version: Sample.then, previous: Sample.then, at: Sample.then,
            by: Sample.person,
            kind: .updated, before: ["status": .text("draft"), "notes": .text("")],
            after: ["status": .text("approved"), "notes": .text("Ring first.\n")], summary: "")
    ]

    private static func merge(_ yours: Edit<Job>) throws -> FieldValue? {
        let mismatch = VersionMismatch(current, after: changes, JobIntent.fields(yours))
        return try FieldValue(
            json: Problem(.versionMismatch(mismatch), namedTag: nil, url: "/x", resolution: mismatch.resolved()).json(
                instance: "/x"))[
                "merge"]
    }

    private static func field(
        _ name: String, _ base: FieldValue, _ yours: FieldValue, _ theirs: FieldValue, _ merged: FieldValue
    )
        -> [String: FieldValue]
    {
        ["field": .text(name), "base": base, "yours": yours, "theirs": theirs, "merged": merged]
    }

    @Test(
        "has each field that either side changed, from the named version to yours and theirs",
        arguments: [
            ([:], true, ["status", "notes"]), ([.name: .text("Bench")], true, ["name", "status", "notes"]),
            ([.name: .text("Range hood")], true, ["status", "notes"]), ([.status: .text("approved")], true, ["status", "notes"]),
            ([.status: .text("special")], false, ["status", "notes"]), ([.notes: .text("No sugar.")], false, ["status", "notes"]),
            ([.status: .text("nonsense")], false, ["status", "notes"]),
        ] as [(Edit<Job>, Bool, [String])]
    )
    func fields(yours: Edit<Job>, isClean: Bool, names: [String]) throws {
        let merge = try #require(try Self.merge(yours))
        #expect(merge["clean"] == .flag(isClean))
        #expect(merge["fields"]?.elements.compactMap { $0["field"]?.text } == names)
        #expect(merge["fields"]?.elements.allSatisfy { $0["conflict"] == .flag($0["merged"] == .null) } == true)
    }

    @Test("has the base, each side's value and the result")
    func values() throws {
        let fields = try #require(try Self.merge([.name: .text("Bench"), .status: .text("special")])?["fields"]?.elements)
        let expected = [
            Self.field("name", .text("Range hood"), .text("Bench"), .text("Range hood"), .text("Bench")),
            Self.field("status", .text("draft"), .text("special"), .text("approved"), .null),
            Self.field("notes", .text(""), .text(""), .text("Ring first.\n"), .text("Ring first.\n")),
        ]
        #expect(fields.map { $0.members.filter { !["conflict", "diff", "note"].contains($0.key) } } == expected)
        #expect(fields.map { $0["conflict"] } == [.flag(false), .flag(true), .flag(false)])
    }

    @Test("shows the difference of texts from theirs to yours, and no difference of choices")
    func difference() throws {
        let fields = try #require(try Self.merge([.notes: .text("Ring twice.\n"), .status: .text("special")])?["fields"]?.elements)
        #expect(fields[0]["diff"] == .null)
        let pieces = try #require(fields[1]["diff"]?.elements)
        func text(without op: String) -> String {
            pieces.filter { $0["op"] != .text(op) }.compactMap { $0["text"]?.text }.joined()
        }
        #expect(text(without: "insert") == "Ring first.\n")
        #expect(text(without: "delete") == "Ring twice.\n")
    }

    @Test("has the patch to send again, without the fields that clash, and says whether it may be sent unseen")
    func patch() throws {
        func problem(_ yours: Edit<Job>) throws -> FieldValue {
            let mismatch = VersionMismatch(Self.current, after: Self.changes, JobIntent.fields(yours))
            return try FieldValue(json: Problem(.versionMismatch(mismatch), namedTag: nil, url: "/x").json(instance: "/x"))
        }
        let clean = try problem([.name: .text("Bench"), .status: .text("approved")])
        #expect(clean["resend"] == .text("merged"))
        #expect(clean["merge"]?["patch"] == .record(["name": .text("Bench")]))
        #expect(try problem([.status: .text("approved")])["merge"]?["patch"] == .record([:]))
        let clash = try problem([.name: .text("Bench"), .notes: .text("No sugar.\n")])
        #expect(clash["resend"] == .text("ask"))
        #expect(clash["merge"]?["patch"] == .record(["name": .text("Bench")]))
        #expect(clash["merge"]?["fields"]?.elements.last?["suggested"] == .text("Ring first.\nNo sugar.\n"))
    }
}
