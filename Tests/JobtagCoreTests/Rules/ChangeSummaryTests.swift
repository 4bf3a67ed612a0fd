import Testing

@testable import JobtagCore

@Suite("The summary of a change")
struct ChangeSummaryTests {
    @Test(
        "is a sentence that names the changes",
        arguments: [
            ([.name], "Changed name"), ([.name, .notes], "Changed name, notes"), ([.deliveryDate], "Changed delivery date"),
            ([.status], "Moved it from Draft to In progress"),
            ([.status, .paid], "Moved it from Draft to In progress; changed paid"),
            ([.name, .status, .priority], "Moved it from Draft to In progress; changed name, priority"),
            ([.clientID], "Changed client"), ([.contactID], "Changed contact"),
            ([.clientID, .contactID], "Changed the client, which cleared the contact"),
            ([.name, .clientID, .contactID], "Changed the client, which cleared the contact; changed name"),
            (
                [.status, .clientID, .contactID],
                "Moved it from Draft to In progress; changed the client, which cleared the contact"
            ),
            (
                [.status, .clientID, .contactID, .assignedTo],
                "Moved it from Draft to In progress; changed the client, which cleared the contact; changed assignment"
            ),
            ([.speedQualityTradeoff, .rejectedFlag, .chargeOutRate], "Changed speed or quality, rejected, charge out rate"),
            ([], ""),
        ] as [([Job.Field], String)]
    )
    func sentences(fields: [Job.Field], summary: String) {
        let original = Sample.job { $0.contactID = Sample.id }
        let job = Sample.job { $0.status = .inProgress }
        #expect(JobRules.summary(of: fields, from: original, to: job) == summary)
    }

    @Test("names client and contact if there is a new contact")
    func newContact() {
        let job = Sample.job { $0.contactID = Sample.otherID }
        #expect(JobRules.summary(of: [.clientID, .contactID], from: Sample.job(), to: job) == "Changed client, contact")
    }

    @Test("has words for every move", arguments: JobStatus.allCases, JobStatus.allCases)
    func moves(from: JobStatus, to: JobStatus) {
        let summary = JobRules.summary(of: [.status], from: Sample.job { $0.status = from }, to: Sample.job { $0.status = to })
        #expect(summary == "Moved it from \(from.label) to \(to.label)")
    }

    @Test("lists the fields of both sides, each once and in a stable order")
    func fields() {
        let change = RecordChange(
            id: Sample.id, of: .job(Sample.id), version: Sample.later, previous: Sample.then, at: Sample.later,
            by: Person(id: Sample.otherID, name: "Omar"), kind: .updated, before: ["status": .null, "name": .null],
            after: ["name": .null, "client_id": .null], summary: "")
        #expect(change.fields == ["client_id", "name", "status"])
    }
}
