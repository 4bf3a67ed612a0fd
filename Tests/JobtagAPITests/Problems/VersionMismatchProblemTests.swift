import JobtagAPI
import JobtagCore
import Testing

@Suite("A version mismatch")
struct VersionMismatchProblemTests {
    private static let named = "\"\(Sample.idText).1\""

    private static func value(_ mismatch: VersionMismatch, namedTag: String? = named) throws -> FieldValue {
        let problem = Problem(.versionMismatch(mismatch), namedTag: namedTag, url: "/x")
        #expect(problem.type == .preconditionFailed)
        return try FieldValue(json: problem.json(instance: "/x"))
    }

    private static func read(_ body: (inout JSONWriter) -> Void) throws -> FieldValue {
        try FieldValue(json: JSONWriter.written(body).bytes)
    }

    @Test("of a job contains everything needed to continue")
    func job() throws {
        let value = try Self.value(VersionMismatch(Sample.fullJob, after: [Sample.change()], JobIntent.decision))
        #expect(value["status"] == .number(412))
        #expect(value["job_id"] == .text(Sample.idText))
        #expect(value["your_etag"] == .text(Self.named))
        #expect(value["current_etag"] == .text("\"\(Sample.tag)\""))
        #expect(value["current"] == (try Self.read { $0.job(Sample.fullJob) }))
        #expect(value["changes"] == .list([try Self.read { $0.changeSummary(Sample.change()) }]))
        #expect(value["merge"] != nil)
        #expect(value["errors"] == nil)
        #expect(value["error"] == value["detail"])
    }

    @Test("of a job has exactly the members of the contract")
    func names() throws {
        let value = try Self.value(VersionMismatch(Sample.job, after: [], JobIntent.decision))
        #expect(
            Set(value.members.keys) == [
                "type", "title", "status", "detail", "instance", "error", "job_id", "your_etag", "current_etag", "current",
                "resend", "changes", "merge",
            ])
        #expect(value["resend"] == .text("ask"))
        #expect(value["changes"] == .list([]))
    }

    @Test("of a job older than the history has no changes and no merge")
    func unknownVersion() throws {
        let value = try Self.value(VersionMismatch(Sample.job, after: nil, JobIntent.fields([.name: .text("Bench")])))
        #expect(value["changes"] == .null)
        #expect(value["merge"] == .null)
        #expect(value["current"] == (try Self.read { $0.job(Sample.job) }))
    }

    @Test("keeps the order of the changes, oldest first")
    func order() throws {
        let changes = [Sample.change(.event, at: Sample.then), Sample.change(.updated, at: Sample.later)]
        let value = try Self.value(VersionMismatch(Sample.job, after: changes, JobIntent.decision))
        #expect(value["changes"]?.elements.map { $0["at"] } == [.text(Sample.thenText), .text(Sample.laterText)])
    }

    @Test("has a null tag if none was named")
    func notNamed() throws {
        #expect(try Self.value(VersionMismatch(Sample.job, after: nil, JobIntent.decision), namedTag: nil)["your_etag"] == .null)
    }

    @Test(
        "of another record contains that record",
        arguments: [.client(Sample.client), .contact(Sample.contact), .staff(Sample.staff)] as [VersionMismatch.Current])
    func others(current: VersionMismatch.Current) throws {
        let value = try Self.value(VersionMismatch(current: current))
        let thing = try Self.read { json in
            switch current {
            case .client(let client): json.client(client)
            case .contact(let contact): json.contact(contact)
            case .staff(let staff): json.staff(staff)
            case .job, .other: Issue.record("these have a test of their own")
            }
        }
        #expect(value["status"] == .number(412))
        #expect(value["your_etag"] == .text(Self.named))
        #expect(value["current_etag"] == .text("\"\(Sample.tag)\""))
        #expect(value["current"] == thing)
        #expect(value["job_id"] == nil && value["changes"] == .null && value["merge"] == .null)
        #expect(value["resend"] == .text("ask"))
    }

    @Test("of a collection contains only the named tag")
    func collection() throws {
        let value = try Self.value(VersionMismatch(current: .other))
        #expect(value["your_etag"] == .text(Self.named))
        #expect(value["current_etag"] == nil && value["current"] == nil && value["resend"] == nil)
    }
}
