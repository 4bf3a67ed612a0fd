/// What `If-Range` carries: one version, by its tag or by its date (RFC 9110 §13.1.5).
public enum RangeCondition: Sendable, Hashable {
    case entityTag(EntityTag)
    case date(HTTPDate)

    /// Reads a field value: a date where it can be one, or else exactly one tag.
    ///
    /// - Parameters:
    ///   - fieldValue: The combined field value.
    ///   - now: See ``HTTPDate/init(parsing:now:)``.
    /// - Throws: ``EntityTagSyntaxError`` where it is neither.
    public init(
        parsing fieldValue: some StringProtocol,
        now: @autoclosure () -> HTTPDate = .now
    ) throws(EntityTagSyntaxError) {
        // A quote within the first three characters is how RFC 9110 §13.1.5 tells a tag from a date.
        if !fieldValue.utf8.prefix(3).contains(.quote), let date = try? HTTPDate(parsing: fieldValue, now: now()) {
            self = .date(date)
        } else {
            self = .entityTag(try EntityTag(parsing: fieldValue))
        }
    }
}
