import ConditionalRequests
import HTTPTypes

/// One row of the table in `docs/conditional-requests.md`.
struct OutcomeRow: Sendable {
    let methods: [HTTPRequest.Method]
    let now: Now
    let request: [String]
    let rules: Rules
    let answer: BufferedResponse
    let steps: [Step]

    init(
        _ methods: [HTTPRequest.Method],
        _ now: Now,
        _ request: [String],
        _ rules: Rules,
        _ answer: BufferedResponse,
        _ steps: [Step]
    ) {
        self.methods = methods
        self.now = now
        self.request = request
        self.rules = rules
        self.answer = answer
        self.steps = steps
    }

    init(_ methods: [HTTPRequest.Method], _ now: Now, _ request: [String], _ answer: BufferedResponse, _ steps: [Step]) {
        self.init(methods, now, request, .rfc, answer, steps)
    }

    /// The row as the document writes it.
    var markdown: String {
        let methods = methods.map(\.rawValue).joined(separator: ", ")
        let request = request.isEmpty ? "–" : request.map { "`\($0)`" }.joined(separator: "<br>")
        let steps = steps.map { "\($0)" }.joined(separator: " → ")
        return "| \(methods) | \(now.rawValue) | \(request) | \(rules.rawValue) | **\(answer.rawValue)** | \(steps) |"
    }

    var fields: HTTPFields {
        var fields = HTTPFields()
        for line in request {
            let parts = line.split(separator: ": ", maxSplits: 1)
            let value = parts.count > 1 ? String(parts[1]) : ""
            fields.append(
                HTTPField(name: HTTPField.Name(String(parts[0]))!, value: Day(rawValue: value)?.text ?? value))
        }
        return fields
    }
}

extension OutcomeRow {
    /// What is current when the request is judged.
    enum Now: String {
        case nothing = "nothing"
        case strong = #"`"v1"`"#
        case weak = #"`W/"v1"`"#
        case suffixed = #"`"v1-gzip"`"#
        case bare = "no tag, no date"
        case dated = #"`"v1"`, Tue"#
        case datedForSure = #"`"v1"`, Tue (strong)"#

        var validators: Validators? {
            let tag = EntityTag(unchecked: "v1")
            return switch self {
            case .nothing: nil
            case .strong: Validators(entityTag: tag)
            case .weak: Validators(entityTag: EntityTag(unchecked: "v1", isWeak: true))
            case .suffixed: Validators(entityTag: EntityTag(unchecked: "v1-gzip"))
            case .bare: Validators()
            case .dated: Validators(entityTag: tag, lastModified: Day.tuesday.date)
            case .datedForSure: Validators(entityTag: tag, lastModified: Day.tuesday.date, isLastModifiedStrong: true)
            }
        }
    }

    /// Short names that stand for dates in the table.
    enum Day: String, CaseIterable {
        case monday = "Mon"
        case tuesday = "Tue"
        case wednesday = "Wed"

        var text: String {
            switch self {
            case .monday: "Mon, 02 Nov 2026 08:00:00 GMT"
            case .tuesday: "Tue, 03 Nov 2026 08:00:00 GMT"
            case .wednesday: "Wed, 04 Nov 2026 08:00:00 GMT"
            }
        }

        var date: HTTPDate { try! HTTPDate(parsing: text) }
    }

    enum Rules: String {
        case rfc
        case required
        case strict
        case relaxed
        case tolerant

        var policy: Policy {
            switch self {
            case .rfc: .rfc9110
            case .required: Policy(isIfMatchRequired: true)
            case .strict: Policy(isIfMatchRequired: true, acceptsWildcard: false)
            case .relaxed: Policy(tolerance: .contentCodings, isIfMatchRequired: true, acceptsWildcard: false)
            case .tolerant: Policy(tolerance: .contentCodings)
            }
        }
    }

    enum BufferedResponse: String {
        case perform
        case performRange = "perform range"
        case notModified = "304"
        case ifMatchFailed = "412 If-Match"
        case ifUnmodifiedSinceFailed = "412 If-Unmodified-Since"
        case ifNoneMatchFailed = "412 If-None-Match"
        case missing = "428 absent"
        case wildcard = "428 wildcard"
        case malformedIfMatch = "400 If-Match"
        case malformedIfNoneMatch = "400 If-None-Match"

        /// A malformed field is compared without its error: `EntityTagListTests` has the table of those.
        init(_ outcome: Preconditions.Outcome) {
            switch outcome {
            case .perform: self = .perform
            case .performRange: self = .performRange
            default:
                let cause: String? =
                    switch outcome {
                    case .preconditionFailed(let header): header.description
                    case .preconditionRequired(let reason): "\(reason)"
                    case .malformed(let header, _): header.description
                    default: nil
                    }
                let text = [outcome.status.map { "\($0.code)" }, cause].compactMap(\.self).joined(separator: " ")
                guard let answer = BufferedResponse(rawValue: text) else { fatalError("the table has no answer \(text)") }
                self = answer
            }
        }
    }
}
