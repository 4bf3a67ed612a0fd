import JobtagAPI
import JobtagCore
import Testing

@Suite("Parts of a job as JSON")
struct PartsRenderingTests {
    private static let by = #"{"id":"\#(Sample.otherIDText)","name":"Omar"}"#

    private static let line = CostLine(
        id: Sample.id, kind: .time, description: "Bending", quantity: Quantity("2.5")!, unitCost: Amount("40")!,
        unitRevenue: Amount("85.1")!,
        createdBy: nil)

    @Test("have the members of the contract: an event")
    func event() {
        #expect(
            JSONWriter.written { $0.event(Sample.event) }.string == """
                {"id":"\(Sample.otherIDText)","at":"\(Sample.thenText)","by":\(Self.by),"kind":"note","description":"Called."}
                """)
    }

    @Test("have the members of the contract: a change, with its fields in order")
    func change() throws {
        let value = try FieldValue(json: JSONWriter.written { $0.changeSummary(Sample.change()) }.bytes)
        #expect(value["change_id"] == .text(Sample.otherIDText))
        #expect(value["at"] == .text(Sample.laterText))
        #expect(value["by"] == .record(["id": .text(Sample.otherIDText), "name": .text("Omar")]))
        #expect(value["fields"] == .list([.text("name"), .text("status")]))
        #expect(value["summary"] == .text("Moved it from Draft to Approved"))
    }

    @Test("have the members of the contract: a change in the history", arguments: [true, false])
    func history(canUndo: Bool) throws {
        let written = JSONWriter.written { $0.change(Sample.change(), canUndo: canUndo) }
        #expect(written.names == ["change_id", "at", "by", "kind", "fields", "before", "after", "summary", "can_undo"])
        let value = try FieldValue(json: written.bytes)
        #expect(value["before"] == .record(["status": .text("draft"), "name": .null]))
        #expect(value["after"] == .record(["status": .text("approved")]))
        #expect(value["can_undo"] == .flag(canUndo))
    }

    @Test("have the members of the contract: a cost set, with the author of each line and amounts with two decimal places")
    func costSet() {
        let written = JSONWriter.written { $0.costSet(CostSet(kind: .quote, revision: 2, lines: [Self.line])) }
        #expect(
            written.string == """
                {"kind":"quote","revision":2,"lines":[{"id":"\(Sample.idText)","kind":"time","description":"Bending","quantity":"2.50",\
                "unit_cost":"40.00","unit_rev":"85.10","cost":"100.00","revenue":"212.75","created_by":null}],\
                "totals":{"cost":"100.00","revenue":"212.75","hours":"2.50","margin":"112.75"}}
                """)
    }

    @Test("have empty lists and totals if there are no lines", arguments: CostKind.allCases)
    func emptyCostSet(kind: CostKind) {
        #expect(
            JSONWriter.written { $0.costSet(CostSet(kind: kind, revision: 1, lines: [])) }.string == """
                {"kind":"\(kind.rawValue)","revision":1,"lines":[],\
                "totals":{"cost":"0.00","revenue":"0.00","hours":"0.00","margin":"0.00"}}
                """)
    }

    @Test("have the members of the contract: an entry of the timeline")
    func timelineEntry() {
        let entry = TimelineEntry(
            id: Sample.event.id, at: Sample.then, by: Sample.event.by, type: "event", kind: "note", description: "Called.")
        #expect(
            JSONWriter.written { $0.timelineEntry(entry) }.string == """
                {"id":"\(entry.id.text)","at":"\(Sample.thenText)","by":{"id":"\(entry.by.id.text)","name":"\(entry.by.name)"},\
                "type":"event","kind":"note","description":"Called."}
                """)
    }
}
