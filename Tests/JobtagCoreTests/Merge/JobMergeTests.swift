import Foundation
import Testing

@testable import JobtagCore

@Suite("The merge of related fields of a job")
struct JobMergeTests {
    /// Members of staff, clients and contacts, short to write.
    private static func id(_ number: Int) -> FieldValue {
        .text("00000000-0000-7000-8000-" + String(String(number + 1_000_000_000_000).suffix(12)))
    }

    private static func job(client: Int?, contact: Int?, assigned: [Int] = []) -> Job {
        var job = Sample.job()
        try! job.set(.clientID, to: client.map(id) ?? .null)
        try! job.set(.contactID, to: contact.map(id) ?? .null)
        try! job.set(.assignedTo, to: .list(assigned.map(id)))
        return job
    }

    struct Assignment: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let yours: [Int]
        let theirs: [Int]
        let merged: [Int]

        init(_ description: String, _ yours: [Int], _ theirs: [Int], _ merged: [Int]) {
            (testDescription, self.yours, self.theirs, self.merged) = (description, yours, theirs, merged)
        }
    }

    @Test(
        "assigns everyone whom either side added, and no one whom either side removed",
        arguments: [
            Assignment("both added", [1, 2, 3], [1, 2, 4], [1, 2, 4, 3]),
            Assignment("both added the same and another", [1, 2, 3, 5], [1, 2, 5], [1, 2, 5, 3]),
            Assignment("you removed, they added", [1], [1, 2, 4], [1, 4]),
            Assignment("you added, they removed", [1, 2, 3], [2], [2, 3]),
            Assignment("each removed another", [1], [2], []),
            Assignment("both removed the same and one more", [], [2], []),
            Assignment("both replaced all", [3], [4], [4, 3]),
        ]
    )
    func assignment(_ example: Assignment) throws {
        let base = Self.job(client: nil, contact: nil, assigned: [1, 2])
        let theirs = Self.job(client: nil, contact: nil, assigned: example.theirs)
        let merge = RecordMerge(base: base, yours: [.assignedTo: .list(example.yours.map(Self.id))], theirs: theirs)
        #expect(merge.isClean)
        #expect(merge.fields.map(\.merged) == [.list(example.merged.map(Self.id))])
        #expect(merge.fields.map(\.diff) == [nil])
    }

    @Test("is a conflict with a note if more people are assigned than a job allows")
    func tooMany() throws {
        let base = Self.job(client: nil, contact: nil)
        let theirs = Self.job(client: nil, contact: nil, assigned: Array(1...30))
        let merge = RecordMerge(base: base, yours: [.assignedTo: .list((31...60).map(Self.id))], theirs: theirs)
        #expect(merge.fields.map(\.isConflict) == [true])
        #expect(merge.fields.first?.note != nil)
    }

    struct Pair: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let yours: Edit<Job>
        let theirs: (client: Int?, contact: Int?)
        /// The fields listed, with what they merge to; nil for a conflict.
        let merged: [Job.Field: FieldValue?]

        init(_ description: String, _ yours: Edit<Job>, _ theirs: (Int?, Int?), _ merged: [Job.Field: FieldValue?]) {
            (testDescription, self.yours, self.theirs, self.merged) = (description, yours, theirs, merged)
        }
    }

    /// The base has client 1 and its contact 11; 12 is another one of client 1, and 21 and 22 are client 2's.
    @Test(
        "keeps client and contact together:",
        arguments: [
            Pair("your client alone", [.clientID: id(2)], (1, 11), [.clientID: id(2)]),
            Pair(
                "your client and its contact", [.clientID: id(2), .contactID: id(21)], (1, 11),
                [.clientID: id(2), .contactID: id(21)]),
            Pair(
                "their client, which cleared the contact", [.clientID: id(1), .contactID: id(11)], (2, nil),
                [.clientID: id(2), .contactID: .null]),
            Pair("their contact alone", [:], (1, 12), [.contactID: id(12)]),
            Pair("your client and their contact", [.clientID: id(2)], (1, 12), [.clientID: nil, .contactID: nil]),
            Pair("your contact and their client", [.contactID: id(12)], (2, nil), [.clientID: nil, .contactID: nil]),
            Pair("two clients, and a contact of theirs", [.clientID: id(3)], (2, 21), [.clientID: nil, .contactID: nil]),
            Pair(
                "two clients, and a contact of yours", [.clientID: id(3), .contactID: .null], (2, nil),
                [.clientID: nil, .contactID: nil]),
            Pair(
                "the same client from both, and their contact", [.clientID: id(2)], (2, 21), [.clientID: id(2), .contactID: id(21)]),
            Pair("the same client from both, and no contact", [.clientID: id(2)], (2, nil), [.clientID: id(2), .contactID: .null]),
            Pair(
                "the same client from both, and two of its contacts", [.clientID: id(2), .contactID: id(22)], (2, 21),
                [.clientID: id(2), .contactID: nil]),
        ]
    )
    func clientAndContact(_ example: Pair) {
        let base = Self.job(client: 1, contact: 11)
        let theirs = Self.job(client: example.theirs.client, contact: example.theirs.contact)
        let merge = RecordMerge(base: base, yours: example.yours, theirs: theirs)
        #expect(Dictionary(uniqueKeysWithValues: merge.fields.map { ($0.field, $0.merged) }) == example.merged)
        #expect(merge.isClean == example.merged.values.allSatisfy { $0 != nil })
        if example.merged[.clientID] == .some(nil) {
            #expect(merge.fields.allSatisfy { $0.note?.contains("contact") == true })
        }
    }
}
