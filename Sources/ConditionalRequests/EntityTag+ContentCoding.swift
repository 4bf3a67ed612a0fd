extension EntityTag {
    /// The separators that intermediaries put between a tag and the name of the coding: Apache and Caddy `-`, Jetty `--`,
    /// Flask-Compress `:`, others `;`.
    private static let separators: [StaticString] = ["--", "-", ";", ":"]

    private static let codings: [StaticString] = ["gzip", "br", "zstd", "deflate", "gz"]

    /// The tags that the origin server may have sent for this received tag, this tag first.
    ///
    /// A server that looks up the version named by the request, instead of comparing it with a known one, tries
    /// these in order.
    ///
    /// - Parameter tolerance: With ``IntermediaryTolerance/none``, only the tag itself.
    /// - Returns: At least this tag.
    public func meanings(under tolerance: IntermediaryTolerance) -> [EntityTag] {
        guard tolerance == .contentCodings else { return [self] }
        var meanings = [self]
        if isWeak { meanings.append(EntityTag(unchecked: opaqueTag)) }
        let octets = opaqueTag.utf8
        // Shortest suffix first: "x--gzip" may be "x-" rewritten by Apache, or "x" rewritten by Jetty.
        for separator in Self.separators.reversed() {
            for coding in Self.codings {
                let length = separator.utf8CodeUnitCount + coding.utf8CodeUnitCount
                guard octets.count >= length, Self.isSuffix(octets.suffix(length), separator, coding) else { continue }
                meanings.append(
                    EntityTag(unchecked: String(opaqueTag[..<octets.index(octets.endIndex, offsetBy: -length)])))
            }
        }
        return meanings
    }

    /// Whether this tag is the other one with the suffix of a content coding; the strength of both is ignored.
    func isCoded(form other: EntityTag) -> Bool {
        let octets = opaqueTag.utf8
        let stem = other.opaqueTag.utf8
        guard octets.count > stem.count, octets.starts(with: stem) else { return false }
        let rest = octets.dropFirst(stem.count)
        for separator in Self.separators {
            for coding in Self.codings where Self.isSuffix(rest, separator, coding) { return true }
        }
        return false
    }

    private static func isSuffix(
        _ octets: Substring.UTF8View, _ separator: StaticString, _ coding: StaticString
    )
        -> Bool
    {
        guard octets.count == separator.utf8CodeUnitCount + coding.utf8CodeUnitCount else { return false }
        return separator.withUTF8Buffer { separator in
            coding.withUTF8Buffer { coding in
                octets.starts(with: separator) && octets.dropFirst(separator.count).elementsEqual(coding)
            }
        }
    }
}
