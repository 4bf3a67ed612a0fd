/// The value of `If-Range`: one version, by its tag or its date (RFC 9110 §13.1.5).
public enum RangeCondition: Sendable, Hashable {
    case entityTag(EntityTag)
    case date(HTTPDate)

    /// Parses a field value: a date if possible, otherwise exactly one tag.
    ///
    /// - Parameters:
    ///   - fieldValue: The combined field value.
    ///   - now: See ``HTTPDate/init(parsing:now:)``.
    /// - Throws: ``EntityTagSyntaxError`` if it is neither.
    public init(
        parsing fieldValue: some StringProtocol,
        now: @autoclosure () -> HTTPDate = .now
    ) throws(EntityTagSyntaxError) {
        // RFC 9110 §13.1.5: a quote within the first three characters distinguishes a tag from a date.
        if !fieldValue.utf8.prefix(3).contains(.quote), let date = try? HTTPDate(parsing: fieldValue, now: now()) {
            self = .date(date)
        } else {
            self = .entityTag(try EntityTag(parsing: fieldValue))
        }
    }
}
