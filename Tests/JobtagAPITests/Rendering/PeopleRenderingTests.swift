import JobtagAPI
import JobtagCore
import Testing

@Suite("People as JSON")
struct PeopleRenderingTests {
    private static let version =
        #""created_at":"\#(Sample.thenText)","updated_at":"\#(Sample.thenText)","etag":"\"\#(Sample.tag)\"""#

    @Test("have the members of the contract: a client with its tag")
    func client() {
        #expect(
            JSONWriter.written { $0.client(Sample.client) }.string == """
                {"id":"\(Sample.idText)","name":"Harbour Foods","email":null,"phone":null,"address":null,"notes":"",\(Self.version)}
                """)
    }

    @Test("have the members of the contract: a contact with its client and its tag")
    func contact() {
        #expect(
            JSONWriter.written { $0.contact(Sample.contact) }.string == """
                {"id":"\(Sample.idText)","client_id":"\(Sample.otherIDText)","name":"Ines","email":null,"phone":null,"position":"Chef",\
                \(Self.version)}
                """)
    }

    @Test("have the members of the contract: a member of staff with the tag, and no secrets")
    func staff() {
        #expect(
            JSONWriter.written { $0.staff(Sample.staff) }.string == """
                {"id":"\(Sample.idText)","name":"Omar","email":"omar@example.com","role":"office","is_active":true,\(Self.version)}
                """)
    }
}
