import Foundation
import JobtagCore
import Testing

@Suite("An id as text")
struct UUIDTextTests {
    @Test(
        "is written in lower case and parsed in either case",
        arguments: [
            "0193570a-9f3c-7e21-8b4d-2f60c1a7e5d8", "00000000-0000-0000-0000-000000000000", "ffffffff-ffff-ffff-ffff-ffffffffffff",
            "01234567-89ab-cdef-0123-456789abcdef",
        ]
    )
    func eitherCase(text: String) throws {
        let id = try #require(UUID(text: text))
        #expect(id.text == text)
        #expect(UUID(text: text.uppercased()) == id)
        #expect(UUID(text: text.prefix(18).uppercased() + text.dropFirst(18)) == id)
        #expect(id.uuidString == text.uppercased())
    }

    @Test("agrees with Foundation for every id", arguments: 1...2 as ClosedRange<UInt64>)
    func agreesWithFoundation(seed: UInt64) {
        var random = RepeatableRandom(state: seed)
        for _ in 0..<500 {
            var bytes = UUID().uuid
            withUnsafeMutableBytes(of: &bytes) { for index in $0.indices { $0[index] = .random(in: 0...255, using: &random) } }
            let id = UUID(uuid: bytes)
            #expect(id.text == id.uuidString.lowercased())
            #expect(UUID(text: id.uuidString) == id)
            #expect(UUID(text: Substring(id.text)) == id)
        }
    }

    @Test(
        "is rejected in any other form",
        arguments: [
            "", "0", "-", "0193570a", "0193570a-9f3c-7e21-8b4d-2f60c1a7e5d", "0193570a-9f3c-7e21-8b4d-2f60c1a7e5d80",
            "0193570a9f3c7e218b4d2f60c1a7e5d8", "{0193570a-9f3c-7e21-8b4d-2f60c1a7e5d8}",
            "urn:uuid:0193570a-9f3c-7e21-8b4d-2f60c1a7e5d8",
            " 0193570a-9f3c-7e21-8b4d-2f60c1a7e5d8", "0193570a-9f3c-7e21-8b4d-2f60c1a7e5d8 ",
            "0193570a-9f3c-7e21-8b4d-2f60c1a7e5d8\n",
            "0193570a-9f3c-7e21-8b4d-2f60c1a7e5d8\0", "0193570a-9f3c-7e21-8b4d-2f60c1a7e5d8-",
            "-0193570a-9f3c-7e21-8b4d-2f60c1a7e5d8",
            "0193570a-9f3c-7e21-8b4d-2f60c1a7e5dg", "0193570a-9f3c-7e21-8b4d-2f60c1a7e5dG", "0193570a-9f3c-7e21-8b4d-2f60c1a7e5d/",
            "0193570a-9f3c-7e21-8b4d-2f60c1a7e5d:", "0193570a-9f3c-7e21-8b4d-2f60c1a7e5d@", "0193570a-9f3c-7e21-8b4d-2f60c1a7e5d`",
            "0193570-a9f3c-7e21-8b4d-2f60c1a7e5d8", "0193570a9-f3c-7e21-8b4d-2f60c1a7e5d8", "0193570a-9f3c7-e21-8b4d-2f60c1a7e5d8",
            "0193570a-9f3c-7e21-8b4d2-f60c1a7e5d8", "0193570a--9f3c-7e21-8b4d-2f60c1a7e5d8", "0193570a-9f3c-7e21-8b4d--f60c1a7e5d8",
            "0193570a_9f3c_7e21_8b4d_2f60c1a7e5d8", "0193570a-9f3c-7e21-8b4d 2f60c1a7e5d8", "0193570a‐9f3c‐7e21‐8b4d‐2f60c1a7e5d8",
            "０193570a-9f3c-7e21-8b4d-2f60c1a7e5d8", "0193570a-9f3c-7e21-8b4d-2f60c1a7e5d\u{301}",
            "0193570a-9f3c-7e21-8b4d-2f60c1a7e5d8\u{301}",
            "------------------------------------", "null", "not-a-uuid",
        ]
    )
    func rejects(_ text: String) {
        #expect(UUID(text: text) == nil)
    }
}
