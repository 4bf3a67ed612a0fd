/// The five stages of RFC 9110 §13.2.2. Each records one step and either ends the evaluation or continues.
struct Evaluator {
    let kind: MethodKind
    let isGet: Bool
    let current: Validators?
    let policy: Policy
    private(set) var steps = Steps()

    init(kind: MethodKind, isGet: Bool, current: Validators?, policy: Policy) {
        self.kind = kind
        self.isGet = isGet
        self.current = current
        self.policy = policy
    }

    mutating func evaluate(_ preconditions: Preconditions) -> Preconditions.Outcome {
        guard kind != .unconditional else { return end(.perform, .methodIgnoresPreconditions) }
        return evaluateIfMatch(preconditions)
            ?? evaluateIfUnmodifiedSince(preconditions)
            ?? evaluateIfNoneMatch(preconditions)
            ?? evaluateIfModifiedSince(preconditions)
            ?? evaluateIfRange(preconditions)
    }

    private mutating func evaluateIfMatch(_ preconditions: Preconditions) -> Preconditions.Outcome? {
        let isRequired = policy.isIfMatchRequired && kind == .change
        switch preconditions.ifMatch {
        case .absent:
            guard isRequired else { return pass(.ifMatchAbsent) }
            return end(.preconditionRequired(reason: .absent), .ifMatchRequired)
        case .malformed(let error):
            return end(.malformed(.ifMatch, error), .ifMatchMalformed)
        case .value(.any):
            guard !isRequired || policy.acceptsWildcard else {
                return end(.preconditionRequired(reason: .wildcard), .ifMatchWildcardRefused)
            }
            guard current == nil else { return pass(.ifMatchAnySatisfied) }
            return end(.preconditionFailed(by: .ifMatch), .ifMatchAnyFailed)
        case .value(let list):
            switch match(list, by: .strong) {
            case .exact: return pass(.ifMatchSatisfied)
            case .tolerated: return pass(.ifMatchSatisfiedByTolerance)
            case .none: return end(.preconditionFailed(by: .ifMatch), .ifMatchFailed)
            }
        }
    }

    private mutating func evaluateIfUnmodifiedSince(_ preconditions: Preconditions) -> Preconditions.Outcome? {
        let field = preconditions.ifUnmodifiedSince
        guard !preconditions.ifMatch.isPresent else {
            return field.isPresent ? pass(.ifUnmodifiedSinceOverruled) : nil
        }
        switch field {
        case .absent: return pass(.ifUnmodifiedSinceAbsent)
        case .malformed: return pass(.ifUnmodifiedSinceInvalid)
        case .value(let date):
            guard let lastModified = current?.lastModified else { return pass(.ifUnmodifiedSinceSkippedNoDate) }
            guard lastModified > date else { return pass(.ifUnmodifiedSinceSatisfied) }
            return end(.preconditionFailed(by: .ifUnmodifiedSince), .ifUnmodifiedSinceFailed)
        }
    }

    private mutating func evaluateIfNoneMatch(_ preconditions: Preconditions) -> Preconditions.Outcome? {
        let failure: Preconditions.Outcome = kind == .retrieval ? .notModified : .preconditionFailed(by: .ifNoneMatch)
        switch preconditions.ifNoneMatch {
        case .absent:
            return pass(.ifNoneMatchAbsent)
        case .malformed(let error):
            guard kind == .change else { return pass(.ifNoneMatchIgnoredMalformed) }
            return end(.malformed(.ifNoneMatch, error), .ifNoneMatchMalformed)
        case .value(.any):
            return current == nil ? pass(.ifNoneMatchAnySatisfied) : end(failure, .ifNoneMatchAnyFailed)
        case .value(let list):
            switch match(list, by: .weak) {
            case .none: return pass(.ifNoneMatchSatisfied)
            case .exact: return end(failure, .ifNoneMatchFailed)
            case .tolerated: return end(failure, .ifNoneMatchFailedByTolerance)
            }
        }
    }

    private mutating func evaluateIfModifiedSince(_ preconditions: Preconditions) -> Preconditions.Outcome? {
        let field = preconditions.ifModifiedSince
        guard kind == .retrieval else { return field.isPresent ? pass(.ifModifiedSinceSkippedMethod) : nil }
        guard !preconditions.ifNoneMatch.isPresent else {
            return field.isPresent ? pass(.ifModifiedSinceOverruled) : nil
        }
        switch field {
        case .absent: return pass(.ifModifiedSinceAbsent)
        case .malformed: return pass(.ifModifiedSinceInvalid)
        case .value(let date):
            guard let lastModified = current?.lastModified else { return pass(.ifModifiedSinceSkippedNoDate) }
            return lastModified > date ? pass(.ifModifiedSinceSatisfied) : end(.notModified, .ifModifiedSinceFailed)
        }
    }

    private mutating func evaluateIfRange(_ preconditions: Preconditions) -> Preconditions.Outcome {
        guard isGet, preconditions.hasRange else {
            if preconditions.ifRange.isPresent { steps.append(.ifRangeSkipped) }
            return .perform
        }
        switch preconditions.ifRange {
        case .absent: return end(.performRange, .ifRangeAbsent)
        case .malformed: return end(.perform, .ifRangeMalformed)
        case .value(let condition):
            return holds(condition) ? end(.performRange, .ifRangeSatisfied) : end(.perform, .ifRangeFailed)
        }
    }

    /// Without the tolerance of the other fields: parts of differently coded content must not be combined.
    private func holds(_ condition: RangeCondition) -> Bool {
        guard let current else { return false }
        switch condition {
        case .entityTag(let tag): return current.entityTag.map { tag.matches($0, by: .strong) } ?? false
        case .date(let date): return current.isLastModifiedStrong && current.lastModified == date
        }
    }

    private func match(_ list: EntityTagList, by comparison: EntityTag.Comparison) -> EntityTag.Match {
        guard let tag = current?.entityTag else { return .none }
        return list.match(tag, by: comparison, tolerance: policy.tolerance)
    }

    private mutating func pass(_ step: Step) -> Preconditions.Outcome? {
        steps.append(step)
        return nil
    }

    private mutating func end(_ outcome: Preconditions.Outcome, _ step: Step) -> Preconditions.Outcome {
        steps.append(step)
        return outcome
    }
}
