import JobtagAPI
import JobtagCore
import Testing

@Suite("People, written")
struct PeopleRenderingTests {
    private static let version =
        #""created_at":"\#(Sample.thenText)","updated_at":"\#(Sample.thenText)","etag":"\"\#(Sample.tag)\"""#

    @Test("are a client with its tag")
    func client() {
        #expect(
            JSONWriter.written { $0.client(Sample.client) }.string == """
                {"id":"\(Sample.idText)","name":"Harbour Foods","email":null,"phone":null,"address":null,"notes":"",\(Self.version)}
                """)
    }

    @Test("are a contact with its client and its tag")
    func contact() {
        #expect(
            JSONWriter.written { $0.contact(Sample.contact) }.string == """
                {"id":"\(Sample.idText)","client_id":"\(Sample.otherIDText)","name":"Ines","email":null,"phone":null,"position":"Chef",\
                \(Self.version)}
                """)
    }

    @Test("are a member of staff with the tag, and without anything secret")
    func staff() {
        #expect(
            JSONWriter.written { $0.staff(Sample.staff) }.string == """
                {"id":"\(Sample.idText)","name":"Omar","email":"omar@example.com","role":"office","is_active":true,\(Self.version)}
                """)
    }
}
