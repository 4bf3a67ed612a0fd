/// One decision on the way to an outcome. Tests that check the steps fail on a correct result for the wrong reason.
public enum Step: UInt8, Sendable, Hashable, CaseIterable {
    /// CONNECT, OPTIONS and TRACE select no representation (RFC 9110 §13.2.1).
    case methodIgnoresPreconditions = 1

    case ifMatchAbsent
    /// Absent although the policy requires it.
    case ifMatchRequired
    /// `*` although the policy requires a version.
    case ifMatchWildcardRefused
    case ifMatchMalformed
    /// `*`, and a representation exists.
    case ifMatchAnySatisfied
    /// `*`, and no representation exists.
    case ifMatchAnyFailed
    case ifMatchSatisfied
    /// True only after removing an intermediary's change to the tag.
    case ifMatchSatisfiedByTolerance
    case ifMatchFailed

    case ifUnmodifiedSinceAbsent
    /// Ignored because `If-Match` is present.
    case ifUnmodifiedSinceOverruled
    /// Not a date: must be ignored.
    case ifUnmodifiedSinceInvalid
    /// The representation has no modification date.
    case ifUnmodifiedSinceSkippedNoDate
    case ifUnmodifiedSinceSatisfied
    case ifUnmodifiedSinceFailed

    case ifNoneMatchAbsent
    case ifNoneMatchMalformed
    /// Malformed on GET or HEAD, where a full response is always correct.
    case ifNoneMatchIgnoredMalformed
    /// `*`, and no representation exists.
    case ifNoneMatchAnySatisfied
    /// `*`, and a representation exists.
    case ifNoneMatchAnyFailed
    case ifNoneMatchSatisfied
    case ifNoneMatchFailed
    /// False (the tag matched) only after removing an intermediary's change to it.
    case ifNoneMatchFailedByTolerance

    case ifModifiedSinceAbsent
    /// Ignored because `If-None-Match` is present.
    case ifModifiedSinceOverruled
    /// The method is neither GET nor HEAD.
    case ifModifiedSinceSkippedMethod
    /// Not a date: must be ignored.
    case ifModifiedSinceInvalid
    /// The representation has no modification date.
    case ifModifiedSinceSkippedNoDate
    case ifModifiedSinceSatisfied
    case ifModifiedSinceFailed

    /// `Range` without `If-Range`.
    case ifRangeAbsent
    /// `If-Range` without `Range`, or the method is not GET.
    case ifRangeSkipped
    /// Neither a tag nor a date: the whole representation is always correct.
    case ifRangeMalformed
    case ifRangeSatisfied
    case ifRangeFailed
}
