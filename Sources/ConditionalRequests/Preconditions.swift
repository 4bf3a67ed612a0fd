public import HTTPTypes

/// The conditional header fields of one request, parsed (RFC 9110 §13.1).
///
/// ```swift
/// let preconditions = Preconditions(request.headerFields)
/// let evaluation = preconditions.evaluate(request.method, against: Validators(entityTag: current))
/// ```
public struct Preconditions: Sendable, Hashable {
    /// One received field.
    public enum Field<Value: Sendable & Hashable, Failure: Error & Hashable>: Sendable, Hashable {
        case absent
        case value(Value)
        case malformed(Failure)

        /// The parsed value, if the field is present and valid.
        public var value: Value? {
            guard case .value(let value) = self else { return nil }
            return value
        }

        /// Whether the field is present.
        public var isPresent: Bool {
            if case .absent = self { false } else { true }
        }
    }

    /// One of these versions must be current (RFC 9110 §13.1.1).
    public let ifMatch: Field<EntityTagList, EntityTagSyntaxError>
    /// None of these versions may be current (RFC 9110 §13.1.2).
    public let ifNoneMatch: Field<EntityTagList, EntityTagSyntaxError>
    /// The last change must not be after this date (RFC 9110 §13.1.4).
    public let ifUnmodifiedSince: Field<HTTPDate, HTTPDateSyntaxError>
    /// The last change must be after this date (RFC 9110 §13.1.3).
    public let ifModifiedSince: Field<HTTPDate, HTTPDateSyntaxError>
    /// The version of the requested range (RFC 9110 §13.1.5).
    public let ifRange: Field<RangeCondition, EntityTagSyntaxError>

    /// Whether the request asks for a range. `Range` is not a precondition, but ``ifRange`` means nothing without it.
    public let hasRange: Bool

    /// The names of the five fields, for `Vary`-like lists and CORS.
    public static let names: [HTTPField.Name] = ConditionalHeader.allCases.map(\.name)

    /// Parses the fields of a request in one pass, without throwing: whether a malformed field matters depends on
    /// the method, so ``evaluate(_:against:policy:)`` decides it.
    ///
    /// - Parameters:
    ///   - fields: The fields of the request.
    ///   - now: See ``HTTPDate/init(parsing:now:)``.
    public init(_ fields: HTTPFields, now: @autoclosure () -> HTTPDate = .now) {
        let lines = ConditionalLines(fields)
        hasRange = lines.hasRange
        ifMatch = Self.list(lines.ifMatch, .ifMatch, fields)
        ifNoneMatch = Self.list(lines.ifNoneMatch, .ifNoneMatch, fields)
        ifUnmodifiedSince = Self.date(lines.ifUnmodifiedSince, .ifUnmodifiedSince, fields, now)
        ifModifiedSince = Self.date(lines.ifModifiedSince, .ifModifiedSince, fields, now)
        if lines.ifRange == .none {
            ifRange = .absent
        } else {
            do throws(EntityTagSyntaxError) {
                ifRange = .value(try RangeCondition(parsing: fields[.ifRange] ?? "", now: now()))
            } catch {
                ifRange = .malformed(error)
            }
        }
    }

    /// Whether none of the five fields is present. Then, unless the policy requires `If-Match`, there is nothing to evaluate.
    public var isEmpty: Bool {
        !(ifNoneMatch.isPresent || ifMatch.isPresent || ifModifiedSince.isPresent || ifUnmodifiedSince.isPresent
            || ifRange.isPresent)
    }

    private static func list(
        _ lines: ConditionalLines.Occurrence,
        _ name: HTTPField.Name,
        _ fields: HTTPFields
    ) -> Field<EntityTagList, EntityTagSyntaxError> {
        do throws(EntityTagSyntaxError) {
            switch lines {
            case .none:
                return .absent
            case .once(let index):
                return .value(
                    try fields[index].withUnsafeBytesOfValue { octets throws(EntityTagSyntaxError) in
                        var parser = EntityTagParser(octets)
                        return try parser.list()
                    }
                )
            case .repeatedly:
                return .value(try EntityTagList(parsing: fields[name] ?? ""))
            }
        } catch {
            return .malformed(error)
        }
    }

    /// Repeated lines combine to a value that is not a single date, so they count as malformed.
    private static func date(
        _ lines: ConditionalLines.Occurrence,
        _ name: HTTPField.Name,
        _ fields: HTTPFields,
        _ now: () -> HTTPDate
    ) -> Field<HTTPDate, HTTPDateSyntaxError> {
        guard lines != .none else { return .absent }
        do throws(HTTPDateSyntaxError) {
            return .value(try HTTPDate(parsing: fields[name] ?? "", now: now()))
        } catch {
            return .malformed(error)
        }
    }
}
