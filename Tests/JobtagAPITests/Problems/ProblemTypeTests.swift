import JobtagAPI
import Testing

@Suite("A problem type")
struct ProblemTypeTests {
    static let table: [(ProblemType, String, Int)] = [
        (.notJSON, "not-json", 400), (.invalid, "invalid", 400), (.malformedCondition, "malformed-condition", 400),
        (.unauthenticated, "unauthenticated", 401), (.forbidden, "forbidden", 403), (.notFound, "not-found", 404),
        (.methodNotAllowed, "method-not-allowed", 405), (.conflict, "conflict", 409), (.duplicateEvent, "duplicate-event", 409),
        (.preconditionFailed, "precondition-failed", 412), (.tooLarge, "too-large", 413),
        (.unsupportedMediaType, "unsupported-media-type", 415), (.keyReused, "key-reused", 422),
        (.answerNotKept, "answer-not-kept", 422),
        (.preconditionRequired, "precondition-required", 428),
        (.malformedRequest, "malformed-request", 400), (.headersTooLarge, "headers-too-large", 431),
        (.tooManyRequests, "too-many-requests", 429), (.unexpected, "unexpected", 500), (.busy, "busy", 503),
        (.requestTimeout, "request-timeout", 408), (.uriTooLong, "uri-too-long", 414),
        (.expectationFailed, "expectation-failed", 417), (.notImplemented, "not-implemented", 501),
        (.versionNotSupported, "version-not-supported", 505),
    ]

    @Test(
        "has the status of the contract",
        arguments: table
    )
    func statusAndSlug(type: ProblemType, slug: String, status: Int) {
        #expect(type.rawValue == slug)
        #expect(ProblemType(rawValue: slug) == type)
        #expect(type.status == status)
    }

    @Test("is in the table above", arguments: ProblemType.allCases)
    func isCovered(type: ProblemType) {
        #expect(Self.table.contains { $0.0 == type })
    }

    @Test("is useful to clients: it has a plain URL and an explanation", arguments: ProblemType.allCases)
    func explained(type: ProblemType) {
        #expect(type.rawValue.utf8.allSatisfy { (97...122).contains($0) || $0 == UInt8(ascii: "-") })
        #expect((400...599).contains(type.status))
        #expect(!type.title.isEmpty && type.title.first?.isUppercase == true && type.title.last != ".")
        #expect(type.explanation.count > 20)
        #expect(type.explanation.last == ".")
    }

    @Test("has a unique URL, title and explanation")
    func unique() {
        let all = ProblemType.allCases
        #expect(Set(all.map(\.rawValue)).count == all.count)
        #expect(Set(all.map(\.title)).count == all.count)
        #expect(Set(all.map(\.explanation)).count == all.count)
    }

    @Test("has a unique status, except for types that clients distinguish by type")
    func statuses() {
        let shared = Dictionary(grouping: ProblemType.allCases, by: \.status).filter { $0.value.count > 1 }
        #expect(Set(shared.keys) == [400, 409, 422])
    }
}
