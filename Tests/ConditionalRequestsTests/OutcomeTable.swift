import ConditionalRequests
import HTTPTypes

/// The table of `docs/conditional-requests.md`, section by section.
enum OutcomeTable {
    static let sections: [(title: String, rows: [OutcomeRow])] = [
        ("Reading", reading),
        ("Reading, by date", readingByDate),
        ("Parts", parts),
        ("Changing", changing),
        ("Changing where `If-Match` is required", required),
        ("Tags that came through a proxy", proxies),
        ("Methods that select nothing", nothingSelected),
    ]

    static let rows = sections.flatMap(\.rows)

    static let get: [HTTPRequest.Method] = [.get, .head]
    static let change: [HTTPRequest.Method] = [.put, .patch, .delete, .post]
    /// A method that this library does not know.
    static let unknown = HTTPRequest.Method(rawValue: "MERGE")!

    // The steps that most rows begin with.
    static let noIfMatch: [Step] = [.ifMatchAbsent, .ifUnmodifiedSinceAbsent]
    static let noTags = noIfMatch + [.ifNoneMatchAbsent]
    static let noneGiven = noTags + [.ifModifiedSinceAbsent]

    static let reading: [OutcomeRow] = [
        .init(get, .strong, [], .perform, noneGiven),
        .init(get, .nothing, [], .perform, noneGiven),
        .init(get, .strong, [#"If-None-Match: "v1""#], .notModified, noIfMatch + [.ifNoneMatchFailed]),
        .init(get, .strong, [#"If-None-Match: W/"v1""#], .notModified, noIfMatch + [.ifNoneMatchFailed]),
        .init(get, .weak, [#"If-None-Match: "v1""#], .notModified, noIfMatch + [.ifNoneMatchFailed]),
        .init(get, .strong, [#"If-None-Match: "v0""#], .perform, noIfMatch + [.ifNoneMatchSatisfied]),
        .init(get, .strong, [#"If-None-Match: "v0", W/"v1""#], .notModified, noIfMatch + [.ifNoneMatchFailed]),
        .init(
            get, .strong, [#"If-None-Match: "v0""#, #"If-None-Match: "v1""#], .notModified,
            noIfMatch + [.ifNoneMatchFailed]),
        .init(get, .strong, ["If-None-Match: *"], .notModified, noIfMatch + [.ifNoneMatchAnyFailed]),
        .init(get, .bare, ["If-None-Match: *"], .notModified, noIfMatch + [.ifNoneMatchAnyFailed]),
        .init(get, .nothing, ["If-None-Match: *"], .perform, noIfMatch + [.ifNoneMatchAnySatisfied]),
        .init(get, .bare, [#"If-None-Match: "v1""#], .perform, noIfMatch + [.ifNoneMatchSatisfied]),
        .init(get, .nothing, [#"If-None-Match: "v1""#], .perform, noIfMatch + [.ifNoneMatchSatisfied]),
        .init(get, .strong, ["If-None-Match: v1"], .perform, noIfMatch + [.ifNoneMatchIgnoredMalformed]),
        .init(
            get, .strong, [#"If-Match: "v1""#], .perform,
            [.ifMatchSatisfied, .ifNoneMatchAbsent, .ifModifiedSinceAbsent]),
        .init(get, .strong, [#"If-Match: "v0""#], .ifMatchFailed, [.ifMatchFailed]),
        .init(get, .strong, ["If-Match: v1"], .malformedIfMatch, [.ifMatchMalformed]),
        .init(
            get, .strong, ["If-Match: *"], .perform, [.ifMatchAnySatisfied, .ifNoneMatchAbsent, .ifModifiedSinceAbsent]),
        .init(get, .nothing, ["If-Match: *"], .ifMatchFailed, [.ifMatchAnyFailed]),
        .init(
            get, .strong, [#"If-Match: "v1""#, #"If-None-Match: "v1""#], .notModified,
            [.ifMatchSatisfied, .ifNoneMatchFailed]),
        .init(get, .strong, [#"If-Match: "v0""#, #"If-None-Match: "v1""#], .ifMatchFailed, [.ifMatchFailed]),
    ]

    static let readingByDate: [OutcomeRow] = [
        .init(get, .dated, ["If-Modified-Since: Mon"], .perform, noTags + [.ifModifiedSinceSatisfied]),
        .init(get, .dated, ["If-Modified-Since: Tue"], .notModified, noTags + [.ifModifiedSinceFailed]),
        .init(get, .dated, ["If-Modified-Since: Wed"], .notModified, noTags + [.ifModifiedSinceFailed]),
        .init(get, .strong, ["If-Modified-Since: Wed"], .perform, noTags + [.ifModifiedSinceSkippedNoDate]),
        .init(get, .nothing, ["If-Modified-Since: Wed"], .perform, noTags + [.ifModifiedSinceSkippedNoDate]),
        .init(get, .dated, ["If-Modified-Since: yesterday"], .perform, noTags + [.ifModifiedSinceInvalid]),
        .init(
            get, .dated, ["If-Modified-Since: Tue", "If-Modified-Since: Wed"], .perform,
            noTags + [.ifModifiedSinceInvalid]),
        .init(
            get, .dated, [#"If-None-Match: "v0""#, "If-Modified-Since: Wed"], .perform,
            noIfMatch + [.ifNoneMatchSatisfied, .ifModifiedSinceOverruled]),
        .init(
            get, .dated, ["If-None-Match: v1", "If-Modified-Since: Wed"], .perform,
            noIfMatch + [.ifNoneMatchIgnoredMalformed, .ifModifiedSinceOverruled]),
        .init(
            get, .dated, ["If-Unmodified-Since: Mon"], .ifUnmodifiedSinceFailed,
            [.ifMatchAbsent, .ifUnmodifiedSinceFailed]),
        .init(
            get, .dated, ["If-Unmodified-Since: Tue", "If-Modified-Since: Tue"], .notModified,
            [.ifMatchAbsent, .ifUnmodifiedSinceSatisfied, .ifNoneMatchAbsent, .ifModifiedSinceFailed]),
    ]

    static let parts: [OutcomeRow] = [
        .init([.get], .strong, ["Range: bytes=0-9"], .performRange, noneGiven + [.ifRangeAbsent]),
        .init(
            [.get], .strong, ["Range: bytes=0-9", #"If-Range: "v1""#], .performRange, noneGiven + [.ifRangeSatisfied]),
        .init([.get], .strong, ["Range: bytes=0-9", #"If-Range: "v0""#], .perform, noneGiven + [.ifRangeFailed]),
        .init([.get], .strong, ["Range: bytes=0-9", #"If-Range: W/"v1""#], .perform, noneGiven + [.ifRangeFailed]),
        .init([.get], .nothing, ["Range: bytes=0-9", #"If-Range: "v1""#], .perform, noneGiven + [.ifRangeFailed]),
        .init(
            [.get], .strong, ["Range: bytes=0-9", #"If-Range: W/"v1""#], .tolerant, .perform,
            noneGiven + [.ifRangeFailed]),
        .init(
            [.get], .strong, ["Range: bytes=0-9", #"If-Range: "v1-gzip""#], .tolerant, .perform,
            noneGiven + [.ifRangeFailed]),
        .init(
            [.get], .datedForSure, ["Range: bytes=0-9", "If-Range: Tue"], .performRange, noneGiven + [.ifRangeSatisfied]
        ),
        .init([.get], .dated, ["Range: bytes=0-9", "If-Range: Tue"], .perform, noneGiven + [.ifRangeFailed]),
        .init([.get], .datedForSure, ["Range: bytes=0-9", "If-Range: Wed"], .perform, noneGiven + [.ifRangeFailed]),
        .init([.get], .strong, ["Range: bytes=0-9", "If-Range: v1"], .perform, noneGiven + [.ifRangeMalformed]),
        .init([.get], .strong, [#"If-Range: "v1""#], .perform, noneGiven + [.ifRangeSkipped]),
        .init([.head], .strong, ["Range: bytes=0-9", #"If-Range: "v1""#], .perform, noneGiven + [.ifRangeSkipped]),
        .init(
            [.get], .strong, ["Range: bytes=0-9", #"If-Range: "v1""#, #"If-None-Match: "v1""#], .notModified,
            noIfMatch + [.ifNoneMatchFailed]),
    ]
}
