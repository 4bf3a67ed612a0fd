import Testing

@testable import JobtagCore

@Suite("Nested JSON")
struct JSONReaderDepthTests {
    private static func lists(_ depth: Int, around middle: String = "") -> [UInt8] {
        Array((String(repeating: "[", count: depth) + middle + String(repeating: "]", count: depth)).utf8)
    }

    private static func records(_ depth: Int) -> [UInt8] {
        Array((String(repeating: #"{"a":"#, count: depth - 1) + "{}" + String(repeating: "}", count: depth - 1)).utf8)
    }

    @Test("is parsed up to 32 levels", arguments: [1, 2, 30, 31, 32])
    func accepts(depth: Int) throws {
        var value = try JSONReader.read(Self.lists(depth))
        for _ in 1..<depth {
            guard case .list(let inner) = value, inner.count == 1 else {
                Issue.record("one list is in each")
                return
            }
            value = inner[0]
        }
        #expect(value == .list([]))
        #expect(throws: Never.self) { try JSONReader.read(Self.records(depth)) }
    }

    @Test("is parsed with a value in the middle", arguments: [1, 2, 30, 31])
    func acceptsValues(depth: Int) {
        #expect(throws: Never.self) { try JSONReader.read(Self.lists(depth, around: "1")) }
    }

    @Test("is rejected at the start of level 33", arguments: [33, 34, 100])
    func rejects(depth: Int) {
        #expect(throws: JSONReader.SyntaxError(message: "this is nested too deeply", offset: 32)) {
            try JSONReader.read(Self.lists(depth))
        }
        #expect(throws: JSONReader.SyntaxError(message: "this is nested too deeply", offset: 32 * 5)) {
            try JSONReader.read(Self.records(depth))
        }
    }

    @Test("is rejected at the same position whatever follows", arguments: ["[", #"{"a":"#, #"[{"a":"#])
    func bottomless(piece: String) {
        let text = String(repeating: piece, count: 100_000)
        #expect(throws: JSONReader.SyntaxError.self) { try JSONReader.read(Array(text.utf8)) }
        do {
            _ = try JSONReader.read(Array(text.utf8))
        } catch {
            #expect((error as? JSONReader.SyntaxError)?.message == "this is nested too deeply")
        }
    }

    @Test("is parsed with any number of siblings")
    func wide() throws {
        let text = "[" + Array(repeating: "[[[]]]", count: 20_000).joined(separator: ",") + "]"
        guard case .list(let values) = try JSONReader.read(Array(text.utf8)) else {
            Issue.record("it is a list")
            return
        }
        #expect(values.count == 20_000)
    }
}
