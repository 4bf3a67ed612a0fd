import ConditionalRequests
import Foundation
import HTTPTypes
import Testing

@Suite("Preconditions")
struct PreconditionsTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let method: HTTPRequest.Method
        let row: OutcomeRow

        var testDescription: String {
            "\(method) of \(row.now.rawValue) with \(row.request), \(row.rules): \(row.answer.rawValue)"
        }
    }

    static let cases = OutcomeTable.rows.flatMap { row in row.methods.map { Case(method: $0, row: row) } }

    @Test("are evaluated as in the table, with the same steps", arguments: cases)
    func outcome(_ example: Case) {
        let row = example.row
        let evaluation = Preconditions(row.fields)
            .evaluate(example.method, against: row.now.validators, policy: row.rules.policy)
        #expect(OutcomeRow.BufferedResponse(evaluation.outcome) == row.answer)
        #expect(Array(evaluation.steps) == row.steps)
    }

    @Test("have the same table in the document and in the code")
    func documentAgrees() throws {
        let document = try String(contentsOf: documentURL(), encoding: .utf8)
        let start = try #require(document.range(of: "\n## The table\n")).upperBound
        let end = try #require(document.range(of: "\n## ", range: start..<document.endIndex)).lowerBound
        let documented = document[start..<end].split(separator: "\n")
            .filter { $0.hasPrefix("|") && !$0.hasPrefix("|---") && !$0.hasPrefix("| method |") }
        #expect(documented.map(String.init) == OutcomeTable.rows.map(\.markdown))
        for (title, _) in OutcomeTable.sections { #expect(document.contains("### \(title)\n")) }
        for day in OutcomeRow.Day.allCases { #expect(document.contains("`\(day.text)`")) }
    }

    @Test("work as in the document's example")
    func documentExample() {
        let current = Validators(entityTag: EntityTag(unchecked: "v2"))
        let request: HTTPFields = [.ifMatch: "\"v1\""]

        let evaluation = Preconditions(request).evaluate(.put, against: current)
        #expect(evaluation.outcome == .preconditionFailed(by: .ifMatch))
        #expect(evaluation.steps == [.ifMatchFailed])
        #expect(evaluation.steps.description == "ifMatchFailed")
    }

    @Test("have no duplicate rows in the table")
    func rowsAreDistinct() {
        let questions = OutcomeTable.rows.flatMap { row in
            row.methods.map { "\($0) \(row.now) \(row.request) \(row.rules)" }
        }
        #expect(Set(questions).count == questions.count)
    }

    @Test("reach every step", arguments: Step.allCases)
    func everyStepIsInTheTable(_ step: Step) {
        #expect(OutcomeTable.rows.contains { $0.steps.contains(step) })
    }

    @Test("have the error of a malformed field, with its position in the combined value")
    func malformedCarriesError() {
        var fields = HTTPFields()
        fields.append(HTTPField(name: .ifMatch, value: #""a""#))
        fields.append(HTTPField(name: .ifMatch, value: "b"))
        let outcome = Preconditions(fields).evaluate(.put, against: Validators()).outcome
        #expect(outcome == .malformed(.ifMatch, EntityTagSyntaxError(.unquoted, at: 5)))
        #expect(outcome.status == .badRequest)
    }

    @Test("are empty only without any of the five fields", arguments: Preconditions.names)
    func isEmpty(_ name: HTTPField.Name) {
        #expect(Preconditions([.accept: "*/*", .range: "bytes=0-9"]).isEmpty)
        #expect(!Preconditions([.accept: "*/*", name: "x"]).isEmpty)
        #expect(!Preconditions([HTTPField.Name(name.rawName.uppercased())!: "x"]).isEmpty)
    }

    @Test("parse an RFC 850 date with the given clock")
    func clock() {
        let fields: HTTPFields = [.ifModifiedSince: "Sunday, 06-Nov-94 08:49:37 GMT"]
        let then = HTTPDate(secondsSince1970: 784_111_777)
        #expect(Preconditions(fields, now: then).ifModifiedSince.value == then)
        let in2050 = HTTPDate(secondsSince1970: 2_524_608_000)
        #expect(
            Preconditions(fields, now: in2050).ifModifiedSince.value?.description == "Sat, 06 Nov 2094 08:49:37 GMT")
    }

    /// Beside the folder of the tests, wherever the checkout is.
    private func documentURL(from file: String = #filePath) -> URL {
        URL(fileURLWithPath: file).resolvingSymlinksInPath()
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("docs/conditional-requests.md")
    }
}
