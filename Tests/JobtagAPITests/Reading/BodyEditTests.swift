import Foundation
import JobtagAPI
import JobtagCore
import Testing

@Suite("A body's edit of a job")
struct BodyEditTests {
    private static let ids = ["id": Sample.id, "job_id": Sample.id]

    private static func edit(_ json: String, isWhole: Bool = false, also: Set<String> = []) throws -> Edit<Job> {
        try JSONBody(json: Array(json.utf8)).edit(
            of: Job.self, readOnly: ReadOnlyMembers.job, ids: ids, isWhole: isWhole, also: also)
    }

    private static func errors(_ json: String, isWhole: Bool = false, also: Set<String> = []) -> [FieldError]? {
        fieldErrors { _ = try edit(json, isWhole: isWhole, also: also) }
    }

    @Test("has the unchecked values of the fields it names, including null")
    func values() throws {
        #expect(try Self.edit("{}") == [:])
        #expect(
            try Self.edit(#"{"name":"a","price_cap":null,"priority":"no"}"#) == [
                .name: .text("a"), .priceCap: .null, .priority: .text("no"),
            ])
    }

    @Test(
        "names every unknown field, in order",
        arguments: [
            (#"{"colour":"red"}"#, ["colour"]), (#"{"b":1,"name":"x","a":2}"#, ["a", "b"]), (#"{"Name":"x"}"#, ["Name"]),
            (#"{"name ":"x"}"#, ["name "]),
            (#"{"clientID":null,"orderNumber":1}"#, ["clientID", "orderNumber"]), (#"{"":1}"#, [""]),
            (#"{"is_paid":true}"#, ["is_paid"]),
            (#"{"job_status":"draft"}"#, ["job_status"]), (#"{"deleted_at":null,"revisions":{}}"#, ["deleted_at", "revisions"]),
        ])
    func unknown(json: String, names: [String]) {
        #expect(Self.errors(json) == names.map { FieldError($0, "This field does not exist.") })
    }

    @Test(
        "ignores read-only fields sent back as received, whatever their value",
        arguments: [
            "job_number", "client", "contact", "quote_acceptance_date", "completed_at", "created_by", "created_at", "updated_at",
            "etag",
        ], ["null", "1", #""x""#, "{}", "[]"])
    func readOnly(name: String, json: String) throws {
        #expect(try Self.edit(#"{"name":"a","\#(name)":\#(json)}"#) == [.name: .text("a")])
    }

    @Test(
        "accepts the id in the path, in either case", arguments: ["id", "job_id"],
        [Sample.idText, Sample.idText.uppercased()])
    func sameID(name: String, id: String) throws {
        #expect(try Self.edit(#"{"\#(name)":"\#(id)"}"#) == [:])
    }

    @Test(
        "rejects any other id", arguments: ["id", "job_id"],
        ["null", "1", "{}", #""""#, #""x""#, "\"\(Sample.otherIDText)\"", "\"\(Sample.idText) \""])
    func otherID(name: String, json: String) {
        #expect(
            Self.errors(#"{"\#(name)":\#(json)}"#)
                == [FieldError(name, "This does not match the id in the URL: \(Sample.idText).")])
    }

    @Test("that must be complete names every missing field, and PATCH")
    func missing() {
        let errors = Self.errors(#"{"name":"a","id":"\#(Sample.idText)"}"#, isWhole: true)
        #expect(errors?.map(\.field) == Job.Field.allCases.map(\.rawValue).filter { $0 != "name" })
        #expect(errors?.allSatisfy { $0.message.contains("missing") && $0.message.contains("PATCH") } == true)
    }

    @Test("that must be complete names unknown and missing fields together")
    func unknownAndMissing() {
        #expect(Self.errors(#"{"colour":1}"#, isWhole: true)?.map(\.field) == ["colour"] + Job.Field.allCases.map(\.rawValue))
    }

    @Test("of the job as returned by GET is complete and changes nothing", arguments: [Sample.job, Sample.fullJob])
    func asReceived(job: Job) throws {
        let body = try JSONBody(json: JSONWriter.written { $0.job(job) }.bytes)
        let edit = try body.edit(of: Job.self, readOnly: ReadOnlyMembers.job, ids: Self.ids, isWhole: true)
        #expect(Set(edit.keys) == Set(Job.Field.allCases))
        var copy = job
        for (field, value) in edit { try copy.set(field, to: value) }
        #expect(copy == job)
    }

    @Test("leaves the caller's own members to the caller")
    func also() throws {
        #expect(try Self.edit(#"{"password":"x"}"#, also: ["password"]) == [:])
        #expect(Self.errors(#"{"password":"x"}"#)?.map(\.field) == ["password"])
    }
}
