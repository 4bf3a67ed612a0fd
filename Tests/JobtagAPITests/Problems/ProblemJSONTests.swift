import JobtagAPI
import JobtagCore
import Testing

@Suite("A problem as JSON")
struct ProblemJSONTests {
    @Test("has the members of RFC 9457 first, then error with the same sentence", arguments: ProblemType.allCases)
    func members(type: ProblemType) throws {
        let json = Problem(type, "It is \"so\".\n").json(instance: "/api/jobs/")
        let value = try FieldValue(json: json)
        #expect(value["type"] == .text("/problems/" + type.rawValue))
        #expect(value["title"] == .text(type.title))
        #expect(value["status"] == .number(Int64(type.status)))
        #expect(value["detail"] == .text("It is \"so\".\n"))
        #expect(value["instance"] == .text("/api/jobs/"))
        #expect(value["error"] == value["detail"])
        #expect(value["errors"] == (type.status == 400 ? .list([]) : nil))
        #expect(
            JSONWriter.written { $0.raw(json) }.names
                == ["type", "title", "status", "detail", "instance", "error"] + (type.status == 400 ? ["errors"] : []))
    }

    @Test(
        "is created for each error",
        arguments: [
            (.notFound(what: "job with the id 7"), .notFound, "There is no job with the id 7."),
            (.forbidden("Not you."), .forbidden, "Not you."),
            (.unreadableCondition(header: "If-Match", "If-Match takes tags."), .malformedCondition, "If-Match takes tags."),
            (.unreadableBody("The body is not JSON."), .notJSON, "The body is not JSON."),
            (.conflict(.state("It is accepted already.")), .conflict, "It is accepted already."),
            (.conflict(.duplicateEvent(Sample.event)), .duplicateEvent, "You already added this event a moment ago."),
            (.invalid("name", "This field is required."), .invalid, "name: This field is required."),
            (.invalid([]), .invalid, ""),
            (
                .versionRequired(.absent), .preconditionRequired,
                "Send an If-Match header with the ETag of the version you saw. Load it first: GET /api/jobs/7/"
            ),
            (
                .versionRequired(.wildcard), .preconditionRequired,
                "If-Match: * names no version. Load the record first and send its ETag: GET /api/jobs/7/"
            ),
        ] as [(JobError, ProblemType, String)]
    )
    func refusals(error: JobError, type: ProblemType, detail: String) throws {
        let problem = Problem(error, namedTag: nil, url: "/api/jobs/7/")
        #expect(problem.type == type)
        #expect(problem.detail == detail)
        #expect(problem.retryAfter == nil)
        let value = try FieldValue(json: problem.json(instance: "/x"))
        #expect(value["type"] == .text("/problems/" + type.rawValue))
        #expect(value["status"] == .number(Int64(type.status)))
        #expect((value["errors"] != nil) == (type.status == 400))
    }

    @Test(
        "names the header or body if the error is not in a field",
        arguments: [
            (.unreadableCondition(header: "If-Match", "It takes tags."), "If-Match", "It takes tags."),
            (.unreadableBody("The body is not JSON."), "body", "The body is not JSON."),
        ] as [(JobError, String, String)])
    func culprits(error: JobError, field: String, message: String) throws {
        #expect(Problem(error, namedTag: nil, url: "/").errors == [FieldError(field, message)])
    }

    @Test(
        "lists every invalid field, and names the first three in its sentence",
        arguments: [
            (1, "a: No a."), (2, "a: No a. b: No b."), (3, "a: No a. b: No b. c: No c."),
            (4, "a: No a. b: No b. c: No c. And 1 more."),
            (5, "a: No a. b: No b. c: No c. And 2 more."),
        ])
    func fields(count: Int, detail: String) throws {
        let errors = ["a", "b", "c", "d", "e"].prefix(count).map { FieldError($0, "No \($0).") }
        let problem = Problem(.invalid(errors), namedTag: nil, url: "/x")
        #expect(problem.detail == detail)
        #expect(problem.errors == errors)
        let value = try FieldValue(json: problem.json(instance: "/x"))
        #expect(value["errors"]?.elements == errors.map { .record(["field": .text($0.field), "message": .text($0.message)]) })
    }

    @Test("contains the existing event")
    func existingEvent() throws {
        let problem = Problem(.conflict(.duplicateEvent(Sample.event)), namedTag: nil, url: "/x")
        let value = try FieldValue(json: problem.json(instance: "/x"))
        #expect(
            value["existing_event"]
                == .record([
                    "id": .text(Sample.otherIDText), "at": .text(Sample.thenText), "kind": .text("note"),
                    "description": .text("Called."),
                    "by": .record(["id": .text(Sample.otherIDText), "name": .text("Omar")]),
                ]))
    }

    @Test(
        "is valid JSON whatever the sentence and the URL contain",
        arguments: ["\"", "\\", "\0", "\u{1F}", "\n", "é", "😀", "</script>", "\u{2028}"])
    func hostile(text: String) throws {
        let errors = [FieldError(text, text)]
        let value = try FieldValue(json: Problem(.invalid, text, errors: errors).json(instance: text))
        #expect(value["detail"] == .text(text))
        #expect(value["instance"] == .text(text))
        #expect(value["errors"] == .list([.record(["field": .text(text), "message": .text(text)])]))
    }
}
