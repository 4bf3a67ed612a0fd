import Foundation
import JobtagCore
import Testing

@testable import JobtagServer

@Suite struct CursorTests {
    @Test("A cursor is parsed as it was written", arguments: [FieldValue.text("Ōtautahi, \"quoted\""), .number(24_001), .text("")])
    func roundTrip(_ key: FieldValue) throws {
        let position = PagePosition(key: key, id: UUID())
        #expect(try Cursor.position(Cursor.text(position, order: "-name"), order: "-name") == position)
    }

    @Test(
        "Rejects text that is not a cursor of this list",
        arguments: ["", "x", "%%%", "bnVsbA", "W10", "WzEsMiwzXQ", String(repeating: "A", count: 10_000)])
    func refused(_ text: String) {
        #expect(throws: JobError.self) { try Cursor.position(text, order: "name") }
    }

    @Test func `Rejects a cursor of another order`() {
        let text = Cursor.text(PagePosition(key: .text("a"), id: UUID()), order: "name")
        #expect(throws: JobError.self) { try Cursor.position(text, order: "-name") }
    }
}
