extension EntityTag {
    /// The two ways to compare entity tags (RFC 9110 §8.8.3.2).
    public enum Comparison: Sendable {
        /// Equal octets, and neither tag is weak. Used by `If-Match` and `If-Range`.
        case strong
        /// Equal octets. Used by `If-None-Match`.
        case weak
    }

    /// Compares two tags exactly as in RFC 9110 §8.8.3.2.
    ///
    /// - Parameters:
    ///   - other: The other tag; the order is irrelevant.
    ///   - comparison: Strong or weak.
    /// - Returns: Whether they match.
    public func matches(_ other: EntityTag, by comparison: Comparison) -> Bool {
        switch comparison {
        case .strong: !isWeak && !other.isWeak && hasSameOctets(as: other)
        case .weak: hasSameOctets(as: other)
        }
    }

    /// How a received tag matched the current one.
    enum Match {
        case none
        /// Exactly as in the RFC.
        case exact
        /// After removing an intermediary's change.
        case tolerated
    }

    /// Compares this tag, which was received in a request, with the current one.
    ///
    /// Tolerance applies only to the received tag: a weak current tag never matches strongly.
    func match(_ current: EntityTag, by comparison: Comparison, tolerance: IntermediaryTolerance) -> Match {
        if matches(current, by: comparison) { return .exact }
        guard tolerance == .contentCodings, comparison == .weak || !current.isWeak else { return .none }
        return hasSameOctets(as: current) || isCoded(form: current) ? .tolerated : .none
    }

    /// `String`'s own `==` treats canonically equivalent text as equal, but an entity tag consists of octets.
    func hasSameOctets(as other: EntityTag) -> Bool {
        let left = opaqueTag.utf8
        let right = other.opaqueTag.utf8
        let result = left.withContiguousStorageIfAvailable { left in
            right.withContiguousStorageIfAvailable { right in
                left.count == right.count && Self.areEqual(left, right, count: left.count)
            }
        }
        if let result, let result { return result }
        return left.elementsEqual(right)
    }

    /// Compares the first `count` octets of two buffers that both have at least as many, one word at a time.
    static func areEqual(_ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>, count: Int) -> Bool {
        let leftOctets = UnsafeRawBufferPointer(left)
        let rightOctets = UnsafeRawBufferPointer(right)
        var offset = 0
        while offset + 8 <= count {
            let leftWord = leftOctets.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
            let rightWord = rightOctets.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
            guard leftWord == rightWord else { return false }
            offset += 8
        }
        while offset < count {
            guard left[offset] == right[offset] else { return false }
            offset += 1
        }
        return true
    }
}
