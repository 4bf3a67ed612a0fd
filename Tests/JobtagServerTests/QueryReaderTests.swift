import JobtagCore
import Testing

@testable import JobtagServer

@Suite struct QueryReaderTests {
    private static let reader = QueryReader(parameters: JobQuery.parameters)

    private func read(_ query: String) throws -> [String] { try Self.reader.read(query).map { "\($0.name)=\($0.value)" } }

    private func refusal(_ query: String) -> [FieldError] {
        do {
            _ = try Self.reader.read(query)
            return []
        } catch {
            guard case .invalid(let errors) = error else { return [] }
            return errors
        }
    }

    @Test(
        "Values are parsed",
        arguments: [
            ("", []), ("&&", []), ("limit=5", ["limit=5"]), ("limit", []), ("limit=5&limit=6", ["limit=6"]),
            ("limit=5&limit=", ["limit=5"]),
            ("status=a&status=b", ["status=a", "status=b"]), ("status[]=a&status[1]=b,c", ["status=a", "status=b", "status=c"]),
            ("q=a+b%2Bc", ["q=a b+c"]), ("q=a%09b", ["q=a\tb"]), ("q=a=b", ["q=a=b"]), ("%71=%C3%A9", ["q=é"]), ("q=é", ["q=é"]),
            ("q[]=a&q[0]=a", ["q=a"]), ("q=,a,", ["q=,a,"]), ("status=,,", []),
        ] as [(String, [String])])
    func values(_ query: String, _ values: [String]) throws {
        #expect(try read(query) == values)
    }

    @Test(
        "Names unknown and malformed parameters",
        arguments: [
            ("colour=x", "colour"), ("limit=%", "limit"), ("limit=%f", "limit"), ("limit=%ff", "limit"), ("q=%00", "q"),
            ("limit=%09", "limit"),
            ("limit[]=1&limit[]=2", "limit"), ("=x", "query"), ("status[a]=x", "status[a]"), ("status[][]=x", "status[][]"),
            ("[]=x", "[]"),
            ("limit%CC%81=1", "limit\u{301}"), ("l\u{131}mit=1", "l\u{131}mit"),
        ])
    func refused(_ query: String, _ field: String) {
        #expect(refusal(query).map(\.field) == [field])
    }

    @Test func `A mark that combines with an ampersand hides nothing`() {
        #expect(refusal("q=x&\u{308}limit=1").map(\.field) == ["\u{308}limit"])
    }

    @Test func `Shows only the beginning of a name, however many marks its letters have`() {
        let errors = refusal("e" + String(repeating: "\u{301}", count: 5000) + "=1")
        #expect(errors.first?.field.unicodeScalars.count == 100)
    }

    @Test func `Says so if no parameters are supported`() throws {
        do {
            _ = try QueryReader(parameters: []).read("limit=5")
            Issue.record("nothing was refused")
        } catch {
            guard case .invalid(let errors) = error else { throw error }
            #expect(errors.first?.message == "There is no parameter limit. This URL takes no parameters.")
        }
    }
}
