/// Parses the octets of a field value from left to right, without backtracking, copying only the tags.
struct EntityTagParser {
    private let octets: UnsafeBufferPointer<UInt8>
    private var position = 0

    init(_ octets: UnsafeBufferPointer<UInt8>) {
        self.octets = octets
    }

    /// Runs a parser over the UTF-8 of a text.
    static func parse<Value>(
        _ text: some StringProtocol,
        _ body: (inout EntityTagParser) throws(EntityTagSyntaxError) -> Value
    ) throws(EntityTagSyntaxError) -> Value {
        func run(_ octets: UnsafeBufferPointer<UInt8>) -> Result<Value, EntityTagSyntaxError> {
            Result { () throws(EntityTagSyntaxError) in
                var parser = EntityTagParser(octets)
                return try body(&parser)
            }
        }
        let result = text.utf8.withContiguousStorageIfAvailable(run) ?? Array(text.utf8).withUnsafeBufferPointer(run)
        return try result.get()
    }

    /// `"*" / #entity-tag` of RFC 9110 §13.1.1, with the empty elements that recipients must ignore (§5.6.1.2).
    mutating func list() throws(EntityTagSyntaxError) -> EntityTagList {
        skipSpaces()
        if next == .asterisk {
            let asterisk = position
            position += 1
            skipSpaces()
            guard next == nil else { throw EntityTagSyntaxError(.wildcardNotAlone, at: asterisk) }
            return .any
        }
        var tags: [EntityTag] = []
        while true {
            skipSpacesAndCommas()
            guard next != nil else { break }
            guard next != .asterisk else { throw EntityTagSyntaxError(.wildcardNotAlone, at: position) }
            guard tags.count < EntityTagList.maximumCount else {
                throw EntityTagSyntaxError(.tooManyTags, at: position)
            }
            tags.append(try tag())
            skipSpaces()
            guard next == nil || next == .comma else { throw EntityTagSyntaxError(.missingComma, at: position) }
        }
        guard !tags.isEmpty else { throw EntityTagSyntaxError(.empty, at: 0) }
        return .tags(tags)
    }

    /// A single `entity-tag` of RFC 9110 §8.8.3.
    mutating func single() throws(EntityTagSyntaxError) -> EntityTag {
        skipSpaces()
        guard next != nil else { throw EntityTagSyntaxError(.empty, at: 0) }
        guard next != .asterisk else { throw EntityTagSyntaxError(.wildcardNotAlone, at: position) }
        let tag = try tag()
        skipSpaces()
        guard next == nil else { throw EntityTagSyntaxError(.moreThanOneTag, at: position) }
        return tag
    }

    private mutating func tag() throws(EntityTagSyntaxError) -> EntityTag {
        let isWeak = octet(at: position) == .capitalW && octet(at: position + 1) == .slash
        if isWeak { position += 2 }
        guard next == .quote else {
            throw EntityTagSyntaxError(hasLowercaseWeakPrefix ? .lowercaseWeakPrefix : .unquoted, at: position)
        }
        let start = position + 1
        var end = start
        while end < octets.count, octets[end] != .quote {
            guard EntityTag.isAllowed(octets[end]) else {
                throw EntityTagSyntaxError(.characterNotAllowed(octets[end]), at: end)
            }
            end += 1
        }
        guard end < octets.count else { throw EntityTagSyntaxError(.missingClosingQuote, at: position) }
        position = end + 1
        let opaqueTag = String(decoding: UnsafeBufferPointer(rebasing: octets[start..<end]), as: UTF8.self)
        return EntityTag(unchecked: opaqueTag, isWeak: isWeak)
    }

    private var hasLowercaseWeakPrefix: Bool {
        octet(at: position) == .lowercaseW && octet(at: position + 1) == .slash && octet(at: position + 2) == .quote
    }

    private var next: UInt8? { octet(at: position) }

    private func octet(at position: Int) -> UInt8? {
        position < octets.count ? octets[position] : nil
    }

    private mutating func skipSpaces() {
        while next == .space || next == .tab { position += 1 }
    }

    private mutating func skipSpacesAndCommas() {
        while next == .space || next == .tab || next == .comma { position += 1 }
    }
}
