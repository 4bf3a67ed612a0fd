import Foundation
import JobtagAPI
import JobtagCore
import Testing

@Suite("A body for a record other than a job")
struct OtherBodyTests {
    private static func changes<Record: EditableRecord & Equatable>(
        _ record: Record, readOnly: Set<String>, ids: [String: UUID], _ body: (inout JSONWriter) -> Void
    ) throws -> Bool {
        let members = try JSONBody(json: JSONWriter.written(body).bytes)
        let edit = try members.edit(of: Record.self, readOnly: readOnly, ids: ids, isWhole: true)
        var copy = record
        for (field, value) in edit { try copy.set(field, to: value) }
        return copy != record
    }

    @Test("changes nothing if it is the record as returned by GET")
    func asReceived() throws {
        let ids = ["id": Sample.id]
        #expect(try !Self.changes(Sample.client, readOnly: ReadOnlyMembers.client, ids: ids) { $0.client(Sample.client) })
        #expect(
            try !Self.changes(
                Sample.contact, readOnly: ReadOnlyMembers.contact, ids: ids.merging(["client_id": Sample.otherID]) { a, _ in a }
            ) {
                $0.contact(Sample.contact)
            })
        #expect(try !Self.changes(Sample.staff, readOnly: ReadOnlyMembers.staff, ids: ids) { $0.staff(Sample.staff) })
        let line = CostLine(
            id: Sample.id, kind: .time, description: "Bending", quantity: Quantity("2.125")!, unitCost: Amount("40")!,
            unitRevenue: Amount("85.50")!,
            createdBy: Sample.otherID)
        #expect(try !Self.changes(line, readOnly: ReadOnlyMembers.costLine, ids: ids) { $0.costLine(line) })
    }

    @Test(
        "has the operation's one member",
        arguments: [
            (#"{"description":"a"}"#, .text("a")), (#"{"description":null}"#, .null), ("{}", .null),
            (#"{"description":[1]}"#, .list([.number(1)])),
            (#"{"description":"a","job_id":"\#(Sample.idText.uppercased())"}"#, .text("a")),
        ] as [(String, FieldValue)])
    func only(json: String, value: FieldValue) throws {
        #expect(try JSONBody(json: Array(json.utf8)).only("description", ids: ["job_id": Sample.id]) == value)
    }

    @Test(
        "rejects any other member",
        arguments: [
            (#"{"text":"a"}"#, "description", ["text"]), (#"{"description":"a","z":1,"b":2}"#, "description", ["b", "z"]),
            (#"{"description":"a","etag":"x"}"#, "description", ["etag"]),
            (#"{"job_id":"\#(Sample.otherIDText)"}"#, "description", ["job_id"]),
            (#"{"description":"a"}"#, nil, ["description"]),
        ] as [(String, String?, [String])])
    func others(json: String, name: String?, fields: [String]) {
        #expect(
            fieldErrors { _ = try JSONBody(json: Array(json.utf8)).only(name, ids: ["job_id": Sample.id]) }?.map(\.field)
                == fields)
    }

    @Test("can be missing if the operation needs none")
    func none() throws {
        #expect(try JSONBody().only(nil, ids: [:]) == .null)
        #expect(try JSONBody(json: Array("{}".utf8)).only(nil, ids: [:]) == .null)
    }
}
