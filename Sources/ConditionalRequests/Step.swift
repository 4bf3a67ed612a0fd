/// One decision on the way to an outcome. A test that asserts the steps too fails on a right answer for a wrong reason.
public enum Step: UInt8, Sendable, Hashable, CaseIterable {
    /// CONNECT, OPTIONS and TRACE select no representation (RFC 9110 §13.2.1).
    case methodIgnoresPreconditions = 1

    case ifMatchAbsent
    /// Absent where the policy requires it.
    case ifMatchRequired
    /// `*` where the policy requires a version.
    case ifMatchWildcardRefused
    case ifMatchMalformed
    /// `*`, and there is a representation.
    case ifMatchAnySatisfied
    /// `*`, and there is none.
    case ifMatchAnyFailed
    case ifMatchSatisfied
    /// Satisfied only once an intermediary's change to the tag was undone.
    case ifMatchSatisfiedByTolerance
    case ifMatchFailed

    case ifUnmodifiedSinceAbsent
    /// `If-Match` takes its place.
    case ifUnmodifiedSinceOverruled
    /// Not a date: must be ignored.
    case ifUnmodifiedSinceInvalid
    /// The representation has no modification date.
    case ifUnmodifiedSinceSkippedNoDate
    case ifUnmodifiedSinceSatisfied
    case ifUnmodifiedSinceFailed

    case ifNoneMatchAbsent
    case ifNoneMatchMalformed
    /// Malformed on GET or HEAD, where a full answer is always right.
    case ifNoneMatchIgnoredMalformed
    /// `*`, and there is no representation.
    case ifNoneMatchAnySatisfied
    /// `*`, and there is one.
    case ifNoneMatchAnyFailed
    case ifNoneMatchSatisfied
    case ifNoneMatchFailed
    /// Failed (the tag matched) only once an intermediary's change to it was undone.
    case ifNoneMatchFailedByTolerance

    case ifModifiedSinceAbsent
    /// `If-None-Match` takes its place.
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
    /// Neither a tag nor a date: the whole representation is always right.
    case ifRangeMalformed
    case ifRangeSatisfied
    case ifRangeFailed
}
