import ConditionalRequests
import HTTPTypes

extension OutcomeTable {
    static let changing: [OutcomeRow] = [
        .init(change, .strong, [], .perform, noTags),
        .init(change, .strong, [#"If-Match: "v1""#], .perform, [.ifMatchSatisfied, .ifNoneMatchAbsent]),
        .init([unknown], .strong, [#"If-Match: "v0""#], .ifMatchFailed, [.ifMatchFailed]),
        .init(change, .strong, [#"If-Match: "v0""#], .ifMatchFailed, [.ifMatchFailed]),
        .init(change, .strong, [#"If-Match: "v0", "v1""#], .perform, [.ifMatchSatisfied, .ifNoneMatchAbsent]),
        .init(
            change, .strong, [#"If-Match: "v0""#, #"If-Match: "v1""#], .perform,
            [.ifMatchSatisfied, .ifNoneMatchAbsent]),
        .init(change, .strong, [#"If-Match: W/"v1""#], .ifMatchFailed, [.ifMatchFailed]),
        .init(change, .weak, [#"If-Match: W/"v1""#], .ifMatchFailed, [.ifMatchFailed]),
        .init(change, .weak, [#"If-Match: "v1""#], .ifMatchFailed, [.ifMatchFailed]),
        .init(change, .bare, [#"If-Match: "v1""#], .ifMatchFailed, [.ifMatchFailed]),
        .init(change, .nothing, [#"If-Match: "v1""#], .ifMatchFailed, [.ifMatchFailed]),
        .init(change, .strong, ["If-Match: *"], .perform, [.ifMatchAnySatisfied, .ifNoneMatchAbsent]),
        .init(change, .bare, ["If-Match: *"], .perform, [.ifMatchAnySatisfied, .ifNoneMatchAbsent]),
        .init(change, .nothing, ["If-Match: *"], .ifMatchFailed, [.ifMatchAnyFailed]),
        .init(change, .strong, ["If-Match: v1"], .malformedIfMatch, [.ifMatchMalformed]),
        .init(change, .strong, ["If-Match"], .malformedIfMatch, [.ifMatchMalformed]),
        .init(change, .strong, [#"If-Match: "v1""#, "If-Match: *"], .malformedIfMatch, [.ifMatchMalformed]),
        .init(change, .strong, [#"If-None-Match: "v1""#], .ifNoneMatchFailed, noIfMatch + [.ifNoneMatchFailed]),
        .init(change, .strong, [#"If-None-Match: W/"v1""#], .ifNoneMatchFailed, noIfMatch + [.ifNoneMatchFailed]),
        .init(change, .strong, [#"If-None-Match: "v0""#], .perform, noIfMatch + [.ifNoneMatchSatisfied]),
        .init(change, .strong, ["If-None-Match: *"], .ifNoneMatchFailed, noIfMatch + [.ifNoneMatchAnyFailed]),
        .init(change, .nothing, ["If-None-Match: *"], .perform, noIfMatch + [.ifNoneMatchAnySatisfied]),
        .init(change, .strong, ["If-None-Match: v0"], .malformedIfNoneMatch, noIfMatch + [.ifNoneMatchMalformed]),
        .init(
            change, .strong, [#"If-Match: "v1""#, #"If-None-Match: "v1""#], .ifNoneMatchFailed,
            [.ifMatchSatisfied, .ifNoneMatchFailed]),
        .init(change, .strong, [#"If-Match: "v0""#, "If-None-Match: v0"], .ifMatchFailed, [.ifMatchFailed]),
        .init(
            change, .dated, ["If-Unmodified-Since: Mon"], .ifUnmodifiedSinceFailed,
            [.ifMatchAbsent, .ifUnmodifiedSinceFailed]),
        .init(
            change, .dated, ["If-Unmodified-Since: Tue"], .perform,
            [.ifMatchAbsent, .ifUnmodifiedSinceSatisfied, .ifNoneMatchAbsent]),
        .init(
            change, .dated, ["If-Unmodified-Since: Wed"], .perform,
            [.ifMatchAbsent, .ifUnmodifiedSinceSatisfied, .ifNoneMatchAbsent]),
        .init(
            change, .strong, ["If-Unmodified-Since: Mon"], .perform,
            [.ifMatchAbsent, .ifUnmodifiedSinceSkippedNoDate, .ifNoneMatchAbsent]),
        .init(
            change, .dated, ["If-Unmodified-Since: yesterday"], .perform,
            [.ifMatchAbsent, .ifUnmodifiedSinceInvalid, .ifNoneMatchAbsent]),
        .init(
            change, .dated, [#"If-Match: "v1""#, "If-Unmodified-Since: Mon"], .perform,
            [.ifMatchSatisfied, .ifUnmodifiedSinceOverruled, .ifNoneMatchAbsent]),
        .init(change, .dated, ["If-Modified-Since: Wed"], .perform, noTags + [.ifModifiedSinceSkippedMethod]),
        .init(change, .strong, ["Range: bytes=0-9", #"If-Range: "v1""#], .perform, noTags + [.ifRangeSkipped]),
    ]

    static let required: [OutcomeRow] = [
        .init(change, .strong, [], .required, .missing, [.ifMatchRequired]),
        .init(change, .strong, ["If-Match: *"], .required, .perform, [.ifMatchAnySatisfied, .ifNoneMatchAbsent]),
        .init(change, .strong, [], .strict, .missing, [.ifMatchRequired]),
        .init(change, .nothing, [], .strict, .missing, [.ifMatchRequired]),
        .init([unknown], .strong, [], .strict, .missing, [.ifMatchRequired]),
        .init(change, .dated, ["If-Unmodified-Since: Wed"], .strict, .missing, [.ifMatchRequired]),
        .init(change, .strong, [#"If-None-Match: "v1""#], .strict, .missing, [.ifMatchRequired]),
        .init(change, .strong, ["If-Match: *"], .strict, .wildcard, [.ifMatchWildcardRefused]),
        .init(change, .nothing, ["If-Match: *"], .strict, .wildcard, [.ifMatchWildcardRefused]),
        .init(change, .strong, ["If-Match: v1"], .strict, .malformedIfMatch, [.ifMatchMalformed]),
        .init(change, .strong, [#"If-Match: *, "v1""#], .strict, .malformedIfMatch, [.ifMatchMalformed]),
        .init(change, .strong, [#"If-Match: "v0""#], .strict, .ifMatchFailed, [.ifMatchFailed]),
        .init(change, .strong, [#"If-Match: "v1""#], .strict, .perform, [.ifMatchSatisfied, .ifNoneMatchAbsent]),
        .init(
            change, .strong, [#"If-Match: "v1""#, "If-None-Match: *"], .strict, .ifNoneMatchFailed,
            [.ifMatchSatisfied, .ifNoneMatchAnyFailed]),
        .init(get, .strong, [], .strict, .perform, noneGiven),
        .init(
            get, .strong, ["If-Match: *"], .strict, .perform,
            [.ifMatchAnySatisfied, .ifNoneMatchAbsent, .ifModifiedSinceAbsent]),
        .init(change, .strong, [], .relaxed, .missing, [.ifMatchRequired]),
        .init(change, .strong, ["If-Match: *"], .relaxed, .wildcard, [.ifMatchWildcardRefused]),
        .init(change, .strong, ["If-Match: v1"], .relaxed, .malformedIfMatch, [.ifMatchMalformed]),
        .init(change, .strong, [#"If-Match: "v0""#], .relaxed, .ifMatchFailed, [.ifMatchFailed]),
        .init(change, .strong, [#"If-Match: "v1""#], .relaxed, .perform, [.ifMatchSatisfied, .ifNoneMatchAbsent]),
    ]

    static let proxies: [OutcomeRow] = [
        .init(
            change, .strong, [#"If-Match: W/"v1""#], .relaxed, .perform,
            [.ifMatchSatisfiedByTolerance, .ifNoneMatchAbsent]),
        .init(
            change, .strong, [#"If-Match: "v1-gzip""#], .relaxed, .perform,
            [.ifMatchSatisfiedByTolerance, .ifNoneMatchAbsent]),
        .init(
            change, .strong, [#"If-Match: "v1--gzip""#], .relaxed, .perform,
            [.ifMatchSatisfiedByTolerance, .ifNoneMatchAbsent]),
        .init(
            change, .strong, [#"If-Match: "v1;gzip""#], .relaxed, .perform,
            [.ifMatchSatisfiedByTolerance, .ifNoneMatchAbsent]),
        .init(
            change, .strong, [#"If-Match: W/"v1-br""#], .relaxed, .perform,
            [.ifMatchSatisfiedByTolerance, .ifNoneMatchAbsent]),
        .init(
            change, .strong, [#"If-Match: "v0", "v1-br""#], .relaxed, .perform,
            [.ifMatchSatisfiedByTolerance, .ifNoneMatchAbsent]),
        .init(
            change, .strong, [#"If-Match: "v1-gzip", "v1""#], .relaxed, .perform,
            [.ifMatchSatisfied, .ifNoneMatchAbsent]),
        .init(change, .strong, [#"If-Match: "v0-gzip""#], .relaxed, .ifMatchFailed, [.ifMatchFailed]),
        .init(change, .strong, [#"If-Match: W/"v0""#], .relaxed, .ifMatchFailed, [.ifMatchFailed]),
        .init(change, .strong, [#"If-Match: "v1-zip""#], .relaxed, .ifMatchFailed, [.ifMatchFailed]),
        .init(change, .weak, [#"If-Match: W/"v1""#], .relaxed, .ifMatchFailed, [.ifMatchFailed]),
        .init(change, .weak, [#"If-Match: "v1-gzip""#], .relaxed, .ifMatchFailed, [.ifMatchFailed]),
        .init(
            change, .suffixed, [#"If-Match: "v1-gzip""#], .relaxed, .perform, [.ifMatchSatisfied, .ifNoneMatchAbsent]),
        .init(change, .suffixed, [#"If-Match: "v1""#], .relaxed, .ifMatchFailed, [.ifMatchFailed]),
        .init(change, .strong, [#"If-Match: W/"v1""#], .strict, .ifMatchFailed, [.ifMatchFailed]),
        .init(change, .strong, [#"If-Match: "v1-gzip""#], .strict, .ifMatchFailed, [.ifMatchFailed]),
        .init(
            change, .strong, [#"If-Match: "v1""#, #"If-None-Match: "v1-gzip""#], .relaxed, .ifNoneMatchFailed,
            [.ifMatchSatisfied, .ifNoneMatchFailedByTolerance]),
        .init(get, .strong, [#"If-None-Match: W/"v1""#], .tolerant, .notModified, noIfMatch + [.ifNoneMatchFailed]),
        .init(
            get, .strong, [#"If-None-Match: "v1-gzip""#], .tolerant, .notModified,
            noIfMatch + [.ifNoneMatchFailedByTolerance]),
        .init(
            get, .weak, [#"If-None-Match: W/"v1-br""#], .tolerant, .notModified,
            noIfMatch + [.ifNoneMatchFailedByTolerance]),
        .init(
            get, .suffixed, [#"If-None-Match: "v1-gzip""#], .tolerant, .notModified, noIfMatch + [.ifNoneMatchFailed]),
        .init(get, .suffixed, [#"If-None-Match: "v1""#], .tolerant, .perform, noIfMatch + [.ifNoneMatchSatisfied]),
        .init(get, .strong, [#"If-None-Match: "v1-gzip""#], .perform, noIfMatch + [.ifNoneMatchSatisfied]),
    ]

    static let nothingSelected: [OutcomeRow] = [
        .init([.options, .trace, .connect], .strong, [#"If-Match: "v0""#], .perform, [.methodIgnoresPreconditions]),
        .init(
            [.options, .trace, .connect], .strong, ["If-Match: v1"], .strict, .perform, [.methodIgnoresPreconditions]),
        .init([.options, .trace, .connect], .strong, [], .strict, .perform, [.methodIgnoresPreconditions]),
    ]
}
